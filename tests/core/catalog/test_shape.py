"""Measures of images whose form is known."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from skimage.morphology import skeletonize

from core.catalog.shape import ink_masks, shapes_of

Pixels = NDArray[np.uint8]


def shape_of(image: Pixels) -> SimpleNamespace:
    """The measures of one image."""
    return SimpleNamespace(**{name: float(each[0]) for name, each in shapes_of(image[np.newaxis]).items()})


def blank() -> Pixels:
    return np.zeros((28, 28), np.uint8)


def bar(width: int, height: int = 20) -> Pixels:
    """An upright bar."""
    image = blank()
    image[4 : 4 + height, 12 : 12 + width] = 255
    return image


def ring(radius: float, centre: tuple[float, float] = (13.5, 13.5)) -> Pixels:
    """A ring two pixels wide."""
    y, x = np.indices((28, 28))
    return np.where(abs(np.hypot(y - centre[0], x - centre[1]) - radius) < 1, 255, 0).astype(np.uint8)


@pytest.mark.parametrize("width", [2, 3, 4, 6])
def test_a_bar_is_as_thick_as_it_is_wide(width: int) -> None:
    assert shape_of(bar(width)).thickness == pytest.approx(width, abs=0.35)


def test_ink_is_the_mean_of_the_pixels() -> None:
    assert shape_of(bar(3)).ink == pytest.approx(60 / 784)


def test_the_aspect_ratio_is_width_by_height() -> None:
    assert shape_of(bar(4)).aspect == pytest.approx(4 / 20, abs=0.02)
    assert shape_of(ring(8)).aspect == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("degrees", [-30, 0, 20, 40])
def test_a_sheared_bar_has_the_slant_by_which_it_was_sheared(degrees: int) -> None:
    y, x = np.indices((28, 28))
    leaning = 255 * np.clip(1.5 - abs(x - 13.5 + np.tan(np.radians(degrees)) * (y - 13.5)), 0, 1)
    leaning[:5] = leaning[-5:] = 0
    assert shape_of(leaning.astype(np.uint8)).slant == pytest.approx(degrees, abs=1)


def test_holes_and_parts_are_counted() -> None:
    eight = np.maximum(ring(4, (9, 13.5)), ring(4, (18, 13.5)))
    apart = bar(3, height=6) | np.roll(bar(3, height=6), 12, axis=0)
    found = [shape_of(image) for image in (bar(3), ring(7), eight, apart)]
    assert [(each.holes, each.parts) for each in found] == [(0, 1), (1, 1), (2, 1), (0, 2)]


def test_pixels_that_touch_by_a_corner_are_one_part() -> None:
    image = blank()
    image[8:12, 8:12] = image[12:16, 12:16] = 255
    assert shape_of(image).parts == 1


def test_a_sharp_edge_is_sharper_than_a_soft_one() -> None:
    soft = bar(4).astype(np.float64)
    soft = (soft + np.roll(soft, 1, axis=1) + np.roll(soft, -1, axis=1)) / 3
    assert shape_of(bar(4)).sharpness > 2 * shape_of(soft.astype(np.uint8)).sharpness


def test_an_image_without_ink_has_no_stroke_and_no_form() -> None:
    found = shape_of(blank())
    assert (found.ink, found.holes, found.parts, found.sharpness) == (0, 0, 0, 0)
    assert np.isnan([found.thickness, found.slant, found.aspect]).all()


def images() -> Pixels:
    """Forms, noise with ink in every corner, an image full of ink and one without, beside each other."""
    noise = np.random.default_rng(0).integers(0, 256, (6, 28, 28)).astype(np.uint8)
    soft = np.asarray(ndimage.gaussian_filter(noise.astype(np.float64), (0, 2, 2)), np.uint8)
    full = np.full((28, 28), 255, np.uint8)
    return np.stack([*noise, bar(3), blank(), *soft, ring(7), full, blank(), bar(14)])


def test_many_images_are_measured_as_each_alone() -> None:
    together = shapes_of(images())
    for position, image in enumerate(images()):
        alone = shapes_of(image[np.newaxis])
        for name, each in together.items():
            np.testing.assert_allclose(each[position], alone[name][0], rtol=1e-12, err_msg=name)


def test_the_measures_of_form_are_those_of_plain_image_processing() -> None:
    found, masks = shapes_of(images()), ink_masks(images() / 255)
    for position, image in enumerate(images()):
        fine = ndimage.zoom(image / 255, 4, order=3, mode="grid-constant", grid_mode=True)
        mask = fine > image.max() / 255 / 2
        np.testing.assert_array_equal(masks[position], mask)
        assert found["parts"][position] == ndimage.label(mask, np.ones((3, 3)))[1]
        assert found["holes"][position] == ndimage.label(~np.pad(mask, 1))[1] - 1
        skeleton = skeletonize(mask)  # type: ignore[no-untyped-call]
        apart = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
        if skeleton.any():
            assert found["thickness"][position] == pytest.approx((apart[skeleton] - 0.5).mean() / 2)
