"""The images that show no single digit: their form, their kinds, and that they can be made again."""

import numpy as np
import pytest
from scipy import ndimage

from core.data.dataset import Dataset, Split
from core.data.mnist import mnist
from core.training.non_digits import (
    CLASSES,
    CUT_OUT,
    FONTS,
    KINDS,
    UNSEEN_FONTS,
    detection_dataset,
    non_digits,
)


def few(split: Split, count: int) -> Split:
    return Split(split.name, split.images[:count], split.labels[:count], split.index[:count])


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_the_form_of_mnist(kind: str) -> None:
    images = non_digits(mnist().split("validation"), 30, FONTS, seed=3, kinds=(kind,))
    assert images.shape == (30, 28, 28)
    assert images.dtype == np.uint8
    for image in images:
        rows, columns = ndimage.find_objects((image > 0).astype(np.uint8))[0]
        assert 17 <= max(rows.stop - rows.start, columns.stop - columns.start) <= 20
        assert np.abs(np.array(ndimage.center_of_mass(image.astype(float))) - 14).max() < 4.1


def test_the_same_seed_makes_the_same_images_and_another_makes_others() -> None:
    split = mnist().split("validation")
    first, again, other = (non_digits(split, 20, FONTS, seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_digits_and_others_alternate_in_every_split_and_most_digits_are_the_splits_own() -> None:
    splits = {name: few(mnist().split(name), 200) for name in ("train", "validation", "test")}
    made = detection_dataset(Dataset("few", "Few", tuple("0123456789"), splits))
    assert made.classes == CLASSES
    for name, split in splits.items():
        part = made.split(name)
        assert part.labels.tolist() == [0, 1] * 200
        own = (part.images[1::2] == split.images).all(axis=(1, 2))
        assert own.mean() == pytest.approx(1 - CUT_OUT, abs=0.1)


def test_letters_that_judge_come_from_fonts_that_are_not_learned_from() -> None:
    assert not set(FONTS) & set(UNSEEN_FONTS)
