"""Tight crops: a digit may fill its picture and touch its border; what comes in from outside is no digit."""

import numpy as np
import pytest
from scipy import ndimage

from core.recognition.preparation import BlankPicture, prepare
from tests.core.recognition.making import Pixels, cropped, digits, likeness, sheet

# The 23rd has a speck far from its digit, which MNIST kept and the preparation drops.
IMAGES = np.delete(digits()[0], 22, axis=0)
MARGINS = {
    "four borders": (0, 0, 0, 0),
    "two borders": (0, 12, 0, 12),
    "one border": (0, 12, 12, 12),
}


def scanned(ink: Pixels, paper: int = 215, core: int = 60, noise: float = 2.0) -> Pixels:
    """Ink as a scanner sees it: grey on grey, with a little noise."""
    grey = paper + (core - paper) * (ink / 255) + np.random.default_rng(0).normal(0, noise, ink.shape)
    return np.asarray(grey.clip(0, 255), np.uint8)


def paper(height: int, width: int) -> Pixels:
    """An empty sheet under a slope of light."""
    return np.asarray(np.add.outer(np.linspace(0, 25, height), np.full(width, 190.0)), np.uint8)


def form_with_margin(digit: Pixels, side: int) -> Pixels:
    """The MNIST form of the same scan with paper on every side."""
    return prepare(scanned(cropped(digit, side, (side // 5,) * 4))).image


@pytest.mark.parametrize("is_light", [False, True], ids=["dark ink", "light ink"])
@pytest.mark.parametrize("side", [20, 40, 150])
@pytest.mark.parametrize("digit", IMAGES)
def test_a_digit_cut_to_its_ink_is_read_as_with_a_margin(digit: Pixels, side: int, is_light: bool) -> None:
    picture = scanned(cropped(digit, side))
    form = prepare(255 - picture if is_light else picture).image
    assert likeness(form, form_with_margin(digit, side)) > 0.95


@pytest.mark.parametrize("margins", MARGINS.values(), ids=MARGINS)
@pytest.mark.parametrize("digit", IMAGES)
def test_a_digit_may_touch_any_number_of_borders(digit: Pixels, margins: tuple[int, int, int, int]) -> None:
    form = prepare(scanned(cropped(digit, 60, margins))).image
    assert likeness(form, form_with_margin(digit, 60)) > 0.95


@pytest.mark.parametrize("digit", IMAGES[::2])
def test_a_cut_through_the_outermost_pixels_changes_little(digit: Pixels) -> None:
    form = prepare(scanned(cropped(digit, 60))[1:-1, 1:-1]).image
    assert likeness(form, form_with_margin(digit, 60)) > 0.85


@pytest.mark.parametrize("digit", IMAGES[::2])
def test_a_crop_of_two_levels_is_read_even_if_most_of_it_is_ink(digit: Pixels) -> None:
    bold = ndimage.binary_dilation(cropped(digit, 80, (4, 4, 4, 4)) > 100, iterations=4)
    expected = prepare(np.where(np.pad(bold, 20), 0, 255).astype(np.uint8)).image
    assert likeness(prepare(np.where(bold, 0, 255).astype(np.uint8)).image, expected) > 0.95
    assert likeness(prepare(np.where(bold, 255, 0).astype(np.uint8)).image, expected) > 0.95


@pytest.mark.parametrize("digit", IMAGES[::2])
def test_a_crop_under_a_slope_of_light_is_read_as_under_even_light(digit: Pixels) -> None:
    ink = cropped(digit, 150)
    light = np.linspace(0.85, 1.1, ink.shape[0])[:, np.newaxis]
    form = prepare(np.asarray(scanned(ink) * light, np.uint8)).image
    assert likeness(form, form_with_margin(digit, 150)) > 0.9


@pytest.mark.parametrize("is_inverted", [False, True], ids=["as it is", "inverted"])
@pytest.mark.parametrize("rows", [slice(0, 30), slice(170, 200)], ids=["above", "below"])
def test_a_dark_margin_alone_is_no_digit(rows: slice, is_inverted: bool) -> None:
    picture = paper(200, 260)
    picture[rows] //= 4
    with pytest.raises(BlankPicture):
        prepare(255 - picture if is_inverted else picture)


@pytest.mark.parametrize("softness", [1, 6, 20])
@pytest.mark.parametrize("corner", [(0, 0), (0, 260), (200, 130)])
def test_a_shadow_alone_at_the_border_is_no_digit(corner: tuple[int, int], softness: float) -> None:
    distance = np.hypot(*(np.indices((200, 260)) - np.reshape(corner, (2, 1, 1))))
    shadow = 0.5 / (1 + np.exp((distance - 90) / softness))
    with pytest.raises(BlankPicture):
        prepare(np.asarray(paper(200, 260) * (1 - shadow), np.uint8))


@pytest.mark.parametrize("digit", IMAGES[::2])
def test_a_dark_margin_is_not_read_into_the_digit_beside_it(digit: Pixels) -> None:
    picture = scanned(sheet(digit, 160, (240, 320), (40, 90)))
    expected = prepare(picture).image
    picture[:, :25] //= 4
    picture[-15:] //= 4
    assert likeness(prepare(picture).image, expected) > 0.9
