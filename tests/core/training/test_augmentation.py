"""Random changes of images: each one by itself, against SciPy where it has the same, and their randomness."""

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray
from pydantic import ValidationError
from scipy import ndimage

from core.data.mnist import mnist
from core.models.augmentation import Augmentation
from core.training.augmentation import augment, warped

pytestmark = pytest.mark.tensorflow

IMAGES = mnist().split("train").images[:400, ..., np.newaxis]
EVERY_CHANGE = Augmentation(
    rotation_degrees=17, shear=0.3, scale=0.2, shift_pixels=2.5, elastic_pixels=0.5, thickness=0.5,
    gamma=0.4, contrast=0.3, occlusion=0.2,
)  # fmt: skip


def changed(images: NDArray[np.uint8], *, seed: int = 0, **bounds: Any) -> NDArray[np.uint8]:
    augmentation = Augmentation(**bounds) if bounds else EVERY_CHANGE
    found = augment(tf.constant(images), augmentation, tf.constant([seed, 7], tf.int64)).numpy()
    assert (found.shape, found.dtype) == (images.shape, np.uint8)
    return np.asarray(found)


def dots(rows: int, columns: int, count: int = 400) -> NDArray[np.uint8]:
    """Images that are black but for a soft dot of 3 x 3 pixels, whose centre can be measured."""
    images = np.zeros((count, 28, 28, 1), np.uint8)
    images[:, rows - 1 : rows + 2, columns - 1 : columns + 2] = 200
    return images


def centres(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The centre of mass of each image from the middle of the image, (n, 2): down, right."""
    return np.array([ndimage.center_of_mass(image) for image in images[..., 0]]) - 13.5


def test_without_a_change_every_image_stays_as_it_is() -> None:
    still = augment(tf.constant(IMAGES), Augmentation(), tf.constant([0, 0], tf.int64))
    assert np.array_equal(still, IMAGES)


def test_a_change_is_a_function_of_its_seed() -> None:
    assert np.array_equal(changed(IMAGES), changed(IMAGES))
    assert not np.array_equal(changed(IMAGES), changed(IMAGES, seed=1))


def test_each_image_is_changed_by_itself() -> None:
    same = np.repeat(IMAGES[:1], 50, axis=0)
    assert len(np.unique(changed(same).reshape(50, -1), axis=0)) == 50


def test_a_warp_is_the_bilinear_one_of_scipy() -> None:
    generator = np.random.default_rng(0)
    levels = IMAGES[:20, ..., 0] / np.float32(255)
    places = generator.uniform(-4, 32, (20, 28, 28, 2)).astype(np.float32)
    found = warped(tf.constant(levels), tf.constant(places)).numpy()
    padded = np.pad(levels, ((0, 0), (9, 9), (9, 9)))
    expected = [
        ndimage.map_coordinates(image, np.moveaxis(place + 9, -1, 0), order=1)
        for image, place in zip(padded, places, strict=True)
    ]
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_rotation_turns_around_the_middle_by_no_more_than_its_bound() -> None:
    found = centres(changed(dots(13, 23), rotation_degrees=30))
    start = centres(dots(13, 23))[0]
    turned = np.degrees(np.arctan2(found[:, 0], found[:, 1]) - np.arctan2(start[0], start[1]))
    assert np.hypot(*found.T) == pytest.approx(np.hypot(*start), abs=0.1)
    assert (-30.5 < turned.min() < -27, 27 < turned.max() < 30.5) == (True, True)
    assert abs(turned.mean()) < 3


def test_a_shear_slants_and_leaves_the_rows_where_they_are() -> None:
    moved = centres(changed(dots(4, 13), shear=0.5)) - centres(dots(4, 13))[0]
    assert np.abs(moved[:, 0]).max() < 0.05
    assert np.abs(moved[:, 1]).max() == pytest.approx(0.5 * 9.5, abs=0.2)
    assert abs(moved[:, 1].mean()) < 0.5


def test_a_scale_is_drawn_for_height_and_width_by_themselves() -> None:
    start = centres(dots(8, 20))[0]
    factors = centres(changed(dots(8, 20), scale=0.25)) / start
    assert factors.min(axis=0) == pytest.approx([0.75, 0.75], abs=0.04)
    assert factors.max(axis=0) == pytest.approx([1.25, 1.25], abs=0.04)
    assert abs(np.corrcoef(factors.T)[0, 1]) < 0.2


def test_a_shift_is_that_of_a_warp_and_uniform_within_its_bound() -> None:
    moved = centres(changed(dots(13, 13), shift_pixels=3)) - centres(dots(13, 13))[0]
    assert np.abs(moved).max(axis=0) == pytest.approx([3, 3], abs=0.1)
    assert moved.std(axis=0) == pytest.approx([3 / np.sqrt(3)] * 2, rel=0.1)


def test_all_of_the_geometry_together_is_the_affine_map_of_the_single_ones() -> None:
    # A map is known by what it does to three dots; an affine one takes the middle of two to the middle.
    bounds: dict[str, Any] = {"rotation_degrees": 17.0, "shear": 0.3, "scale": 0.2, "shift_pixels": 2.0}
    left, middle, right = (centres(changed(dots(10, column), **bounds)) for column in (8, 13, 18))
    np.testing.assert_allclose((left + right) / 2, middle, atol=0.15)
    # The middle column's upper end and lower end too: a turned and slanted square is a parallelogram.
    above, below = (centres(changed(dots(row, 13), **bounds)) for row in (5, 15))
    np.testing.assert_allclose((above + below) / 2, middle, atol=0.15)


def test_an_elastic_change_bends_by_its_standard_deviation() -> None:
    moved = centres(changed(dots(14, 14), elastic_pixels=1)) - centres(dots(14, 14))[0]
    assert moved.std(axis=0) == pytest.approx([1, 1], rel=0.25)
    assert np.abs(moved.mean(axis=0)).max() < 0.2


def test_strokes_become_thicker_or_thinner_by_no_more_than_a_dilation_or_an_erosion() -> None:
    found, start = changed(IMAGES, thickness=0.5)[..., 0], IMAGES[..., 0]
    footprint = np.ones((1, 3, 3), bool)
    thickest, thinnest = ndimage.grey_dilation(start, footprint=footprint), ndimage.grey_erosion(
        start, footprint=footprint, mode="constant"
    )  # fmt: skip
    assert ((found <= thickest) & (found >= thinnest)).all()
    ink = found.sum(axis=(1, 2), dtype=float) - start.sum(axis=(1, 2), dtype=float)
    shares = [(ink > 0).mean(), (ink < 0).mean(), (ink == 0).mean()]
    assert shares == pytest.approx([0.25, 0.25, 0.5], abs=0.08)


def test_gamma_and_contrast_change_grey_levels_by_their_law() -> None:
    grey = np.full((400, 28, 28, 1), 64, np.uint8)
    powers = np.log(changed(grey, gamma=0.5)[:, 14, 14, 0] / 255) / np.log(64 / 255)
    assert (powers.min(), powers.max()) == pytest.approx((np.exp(-0.5), np.exp(0.5)), rel=0.03)
    heights = changed(np.full_like(grey, 200), contrast=0.3)[:, 14, 14, 0] / 200
    assert (heights.min(), heights.max()) == pytest.approx((0.7, 1), abs=0.02)


def test_an_occlusion_is_one_square_of_one_level_on_its_share_of_the_images() -> None:
    found = changed(np.full((1_000, 28, 28, 1), 77, np.uint8), occlusion=0.3)[..., 0]
    covered = [np.argwhere(image != 77) for image in found if (image != 77).any()]
    assert len(covered) / 1_000 == pytest.approx(0.3, abs=0.05)
    sides = np.array([places.max(axis=0) - places.min(axis=0) + 1 for places in covered])
    assert set(map(tuple, sides)) == {(side, side) for side in range(2, 7)}
    assert [len(places) for places in covered] == sides.prod(axis=1).tolist()


def test_every_change_together_keeps_digits_readable() -> None:
    found = changed(IMAGES)[..., 0]
    shifts = [(down, right) for down in range(-3, 4) for right in range(-3, 4)]
    likeness = [
        max(np.corrcoef(np.roll(one, shift, (0, 1)).ravel(), other.ravel())[0, 1] for shift in shifts)
        for one, other in zip(found, IMAGES[..., 0], strict=True)
    ]
    assert np.median(likeness) > 0.65
    assert (found.max(axis=(1, 2)) > 60).mean() > 0.98


@pytest.mark.parametrize("bounds", [{"scale": 1.0}, {"occlusion": 1.2}, {"shear": -0.1}, {"flip": 1.0}])
def test_bounds_that_mean_nothing_are_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Augmentation(**bounds)
