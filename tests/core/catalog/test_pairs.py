"""The nearest pairs: exact, and shipped as the code finds them."""

from dataclasses import replace
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from core.catalog import neighbours
from core.catalog.neighbours import compare_images
from core.catalog.pairs import DIFFERING, OF_EACH_CLASS, distances_of, pair_name
from core.catalog.shipped import shipped_pairs
from core.data.dataset import SPLITS, Dataset, Split
from core.data.mnist import mnist

BETWEEN = list(combinations_with_replacement(SPLITS, 2))


def noise(sizes: dict[str, int], classes: int = 3) -> Dataset:
    """Images of noise, some of them very near to another."""
    generator = np.random.default_rng(7)

    def split(name: str) -> Split:
        images = generator.integers(0, 256, (sizes[name], 28, 28), dtype=np.uint8)
        return Split(name, images, np.arange(sizes[name], dtype=np.uint8) % classes, np.arange(sizes[name]))

    return Dataset("noise", "Noise", tuple("abc"), {name: split(name) for name in SPLITS})


def every_pair(dataset: Dataset, first: str, second: str) -> list[tuple[int, int, int, int, int]]:
    """Squared distance, both rows and both labels of each pair of two splits, one by one."""
    own, other = dataset.split(first), dataset.split(second)
    starts = dataset.first_row(first), dataset.first_row(second)
    return sorted(
        (
            int(((own.images[i].astype(int) - other.images[j].astype(int)) ** 2).sum()),
            starts[0] + i,
            starts[1] + j,
            int(own.labels[i]),
            int(other.labels[j]),
        )
        for i, j in product(range(len(own.images)), range(len(other.images)))
        if first != second or i < j
    )


@pytest.mark.parametrize(("first", "second"), BETWEEN)
def test_the_pairs_are_the_nearest_of_all(first: str, second: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_BLOCK", 12)
    dataset = noise({"train": 40, "validation": 25, "test": 30})
    found = compare_images(dataset).pairs
    pairs = every_pair(dataset, first, second)
    differing = [list(pair[1:3]) for pair in pairs if pair[3] != pair[4]]
    assert found[pair_name(first, second, differ=True)].tolist() == differing[:DIFFERING]
    same = [
        list(pair[1:3])
        for label in range(3)
        for pair in [each for each in pairs if each[3] == each[4] == label][:OF_EACH_CLASS]
    ]
    assert found[pair_name(first, second, differ=False)].tolist() == same


def test_where_there_are_few_images_there_are_few_pairs() -> None:
    found = compare_images(noise({"train": 4, "validation": 1, "test": 2})).pairs
    assert found["validation-validation-same"].tolist() == []
    assert found["validation-validation-differ"].tolist() == []
    assert found["train-train-same"].tolist() == [[0, 3]]
    assert len(found["train-test-differ"]) == 5


def test_the_shipped_pairs_of_validation_are_those_that_the_code_finds() -> None:
    validation, nothing = mnist().split("validation"), mnist().split("train")
    nothing = Split("train", nothing.images[:0], nothing.labels[:0], nothing.index[:0])
    alone = replace(mnist(), splits={"train": nothing, "validation": validation, "test": nothing})
    first_row = mnist().first_row("validation")
    for name, pairs in compare_images(alone).pairs.items():
        if name.startswith("validation-validation"):
            np.testing.assert_array_equal(shipped_pairs()[name], pairs + first_row)


def test_equal_images_are_pairs_of_the_first_rows() -> None:
    blank = np.zeros((50, 28, 28), np.uint8)
    split = Split("train", blank, np.zeros(50, np.uint8), np.arange(50))
    nothing = Split("test", blank[:0], split.labels[:0], split.index[:0])
    dataset = Dataset("blank", "Blank", ("a", "b"), {"train": split, "validation": nothing, "test": nothing})
    comparison = compare_images(dataset)
    assert comparison.pairs["train-train-same"].tolist() == [[0, column] for column in range(1, 7)]
    assert comparison.neighbours[30].tolist() == list(range(10))


@pytest.mark.parametrize(("first", "second"), BETWEEN)
@pytest.mark.parametrize("differ", [False, True])
def test_shipped_pairs_are_of_their_splits_and_labels_and_in_order(
    first: str, second: str, differ: bool
) -> None:
    pairs, dataset = shipped_pairs()[pair_name(first, second, differ=differ)], mnist()
    assert {(dataset.place_of(a)[0], dataset.place_of(b)[0]) for a, b in pairs.tolist()} == {(first, second)}
    labels = np.stack([dataset.labels_at(pairs[:, side]) for side in (0, 1)], axis=1)
    distances = distances_of(dataset, pairs)
    if differ:
        assert (labels[:, 0] != labels[:, 1]).all()
        assert (np.diff(distances) >= 0).all()
    else:
        assert labels[:, 0].tolist() == labels[:, 1].tolist() == np.repeat(range(10), OF_EACH_CLASS).tolist()
        assert (np.diff(distances.reshape(10, -1), axis=1) >= 0).all()


def test_no_train_image_of_its_digit_is_nearer_to_a_test_image_than_the_one_it_is_shipped_with() -> None:
    train, dataset = mnist().split("train"), mnist()
    pairs = shipped_pairs()["train-test-same"][::OF_EACH_CLASS]
    for (_, row), distance in zip(pairs.tolist(), distances_of(dataset, pairs), strict=True):
        _, position = dataset.place_of(row)
        image, label = dataset.split("test").images[position], dataset.split("test").labels[position]
        others = train.images[train.labels == label].reshape(-1, 784).astype(np.int32)
        nearest = ((others - image.reshape(784)) ** 2).sum(axis=1).min()
        assert np.sqrt(nearest) / 255 == pytest.approx(distance)
