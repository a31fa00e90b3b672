"""What docs/explore.md says of MNIST, computed anew."""

import numpy as np

from core.image_table import mnist_table

columns = mnist_table().values
labels, holes, parts = (columns[name] for name in ("digit", "holes", "parts"))
disagreement = columns["neighbour_disagreement"]


def share(of: np.ndarray, *, among: np.ndarray) -> float:
    return float((of & among).sum() / among.sum())


def test_the_halves_of_test_differ() -> None:
    test, first = columns["split"] == 2, columns["index"] < 5_000
    halves = test & first, test & ~first
    assert [round(float(disagreement[half].mean()), 3) for half in halves] == [0.070, 0.027]
    assert [round(float(columns["thickness"][half].mean()), 2) for half in halves] == [2.17, 2.55]


def test_a_tenth_of_the_fives_is_broken_and_of_no_other_digit_so_many() -> None:
    broken = [share(parts > 1, among=labels == digit) for digit in range(10)]
    assert round(broken.pop(5), 3) == 0.100
    assert max(broken) < 0.034


def test_twos_zeros_and_eights_have_other_holes_than_one_expects() -> None:
    assert round(share(holes >= 1, among=labels == 2), 2) == 0.42
    assert round(share(holes == 0, among=labels == 0), 2) == 0.12
    assert round(share(holes == 2, among=labels == 8), 2) == 0.61


def test_some_images_look_like_another_digit_to_all_their_neighbours() -> None:
    alone = disagreement == 1
    assert alone.sum() == 307
    assert (alone & (columns["split"] == 0)).sum() == 242
    counts = np.bincount(labels[alone]).tolist()
    assert counts.index(max(counts)) == 8
    assert max(counts) == 69
