"""Which images belong to which split."""

import hashlib

import numpy as np
import pytest

from core.data.mnist import mnist
from core.data.splits import largest_remainder, stratified_draw


def index_hash(name: str) -> str:
    return hashlib.sha256(mnist().split(name).index.astype("<i8").tobytes()).hexdigest()


def test_the_draw_of_the_validation_images_never_changes() -> None:
    assert index_hash("validation") == "ebea4f9717e1262a9438be850f832ec5f7bcad9b2afdbd3a9dc5d932925b3418"
    assert index_hash("train") == "fa7d45c5f892dca01d177f70ab06db4083eaaa632b3e08ceef7eec5051dd10d4"


def test_train_and_validation_part_the_training_file() -> None:
    train, validation = mnist().split("train"), mnist().split("validation")
    assert (len(train.index), len(validation.index)) == (55_000, 5_000)
    assert np.array_equal(np.sort(np.concatenate([train.index, validation.index])), np.arange(60_000))


@pytest.mark.parametrize("name", ["train", "validation", "test", "train+validation"])
def test_a_split_points_at_its_images_in_file_order(name: str) -> None:
    part = mnist().split(name)
    file = mnist().split("test" if name == "test" else "train+validation")
    images, labels = file.images, file.labels
    assert np.all(np.diff(part.index) > 0)
    assert np.array_equal(part.images, images[part.index])
    assert np.array_equal(part.labels, labels[part.index])


@pytest.mark.parametrize("name", ["train", "validation", "test", "train+validation"])
def test_nobody_can_change_a_split(name: str) -> None:
    part = mnist().split(name)
    assert not any(array.flags.writeable for array in (part.images, part.labels, part.index))


def test_each_digit_keeps_its_share_in_validation() -> None:
    exact = np.bincount(mnist().split("train+validation").labels) * 5_000 / 60_000
    assert np.all(np.abs(np.bincount(mnist().split("validation").labels) - exact) < 1)


def test_seats_go_by_the_largest_remainder() -> None:
    # The textbook example of Hamilton's method: shares 4.7, 1.6, 1.58, 1.2, 0.61, 0.31 of ten seats.
    votes = np.array([47_000, 16_000, 15_800, 12_000, 6_100, 3_100])
    assert largest_remainder(votes, 10).tolist() == [5, 2, 1, 1, 1, 0]


def test_another_seed_draws_other_images() -> None:
    labels = mnist().split("test").labels
    first, second = (stratified_draw(labels, 1_000, seed) for seed in (1, 2))
    assert first.sum() == second.sum() == 1_000
    assert not np.array_equal(first, second)


def test_an_unknown_split_is_answered_with_the_names() -> None:
    with pytest.raises(ValueError, match="no split 'tset'; choose one of train, validation, test"):
        mnist().split("tset")
