"""Pictures become images of a data set, at its import and for a model that learned it."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core.data.mnist import mnist
from core.recognition.form import MNIST_FORM, Form, Method, background_of, form_of, image_of
from core.recognition.preparation import BlankPicture, prepare
from tests.core.recognition.making import sheet

Pixels = NDArray[np.uint8]

GREY = np.random.default_rng(2).integers(0, 256, (28, 28), np.uint8)
DARK, LIGHT = GREY.copy(), GREY.copy()
for image, value in ((DARK, 20), (LIGHT, 230)):
    image[[0, -1]] = image[:, [0, -1]] = value


def drawing(paper: tuple[int, int, int], pen: tuple[int, int, int]) -> Pixels:
    """A large L, RGBA, as the canvas sends one."""
    picture = np.full((560, 560, 4), (*paper, 255), np.uint8)
    picture[100:460, 140:182] = picture[418:460, 140:400] = (*pen, 255)
    return picture


def test_an_image_in_the_form_of_a_data_set_stays_as_it_is() -> None:
    np.testing.assert_array_equal(image_of(GREY, "whole"), GREY)
    np.testing.assert_array_equal(image_of(GREY, "inverted"), 255 - GREY)


def test_a_picture_is_scaled_in_its_own_proportions_and_stands_in_the_middle() -> None:
    image = image_of(np.full((100, 50), 200, np.uint8), "whole")
    assert (image[:, 7:21] == 200).all()
    assert image.sum() == 28 * 14 * 200


def test_what_is_transparent_is_white_paper() -> None:
    picture = np.zeros((28, 28, 4), np.uint8)
    assert (image_of(picture, "whole") == 255).all()
    assert (image_of(picture, "inverted") == 0).all()


def test_a_digit_is_brought_to_the_form_of_mnist() -> None:
    paper = np.full((60, 200), 255, np.uint8)
    paper[10:50, 150:158] = 0
    rows, columns = np.nonzero(image_of(paper, "digit"))
    assert (rows.max() - rows.min(), (columns.min() + columns.max()) / 2) == (19, pytest.approx(14, abs=1))


@pytest.mark.parametrize("method", ["whole", "inverted"])
@pytest.mark.parametrize("background", [DARK, LIGHT], ids=["dark", "light"])
def test_a_picture_of_the_data_set_becomes_its_own_image_again(method: Method, background: Pixels) -> None:
    large = np.asarray(Image.fromarray(background).resize((300, 200)))
    own = image_of(large, method)
    form = form_of(np.stack([own] * 20), method)
    np.testing.assert_array_equal(form.prepared(large).image, own)


@pytest.mark.parametrize("method", ["whole", "inverted"])
def test_a_picture_on_the_opposite_background_is_turned_round(method: Method) -> None:
    own = image_of(DARK, method)
    found = form_of(own[np.newaxis], method).prepared(255 - DARK)
    np.testing.assert_array_equal(found.image, own)
    assert found.is_inverted == (method == "whole")


def test_what_a_turned_picture_leaves_of_the_square_is_background() -> None:
    wide = np.full((40, 80), 255, np.uint8)
    wide[10:30, 30:50] = 0
    image = Form("whole", 0).prepared(wide).image
    assert image[:7].max() == image[-7:].max() == image[:, :8].max() == 0
    assert image[12:16, 12:16].min() == 255


@pytest.mark.parametrize("method", ["whole", "inverted"])
def test_without_one_background_a_picture_stays_as_the_method_makes_it(method: Method) -> None:
    form = form_of(np.stack([DARK, LIGHT]), method)
    assert form.background is None
    for picture in (DARK, LIGHT):
        np.testing.assert_array_equal(form.prepared(picture).image, image_of(picture, method))


@pytest.mark.parametrize("form", [Form("whole", 0), Form("inverted"), Form("whole", 255), Form("whole")])
def test_a_drawing_is_the_same_on_dark_and_on_light_paper(form: Form) -> None:
    colours = ((20, 24, 30), (230, 233, 240)), ((250, 250, 247), (30, 35, 50))
    found = [form.prepared(drawing(*each), is_drawing=True) for each in colours]
    dark, light = (each.image for each in found)
    assert not any(each.is_inverted for each in found)
    np.testing.assert_array_equal(dark, light)
    assert (dark.min(), dark.max()) == (0, 255)
    expected = 0 if form.background == 0 or form.method == "inverted" else 255
    assert (dark[0] == expected).all()


def test_a_drawing_keeps_its_place_and_size() -> None:
    rows, columns = np.nonzero(
        Form("whole", 0).prepared(drawing((255, 255, 255), (0, 0, 0)), is_drawing=True).image
    )
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (5, 22, 7, 19)


@pytest.mark.parametrize("form", [Form("whole", 0), Form("inverted"), MNIST_FORM])
def test_a_picture_of_one_colour_shows_nothing(form: Form) -> None:
    for is_drawing in (False, True):
        with pytest.raises(BlankPicture):
            form.prepared(np.full((50, 60), 90, np.uint8), is_drawing=is_drawing)


def test_digits_are_brought_to_the_form_of_mnist() -> None:
    digit = sheet(mnist().split("test").images[0])
    np.testing.assert_array_equal(MNIST_FORM.prepared(digit).image, prepare(digit).image)


def test_the_background_is_that_of_nearly_all_images() -> None:
    assert background_of(mnist().split("test").images) == 0
    assert background_of(np.stack([LIGHT] * 19 + [DARK])) == 255
    assert background_of(np.stack([LIGHT] * 18 + [DARK] * 2)) is None
    assert background_of(np.full((3, 28, 28), 128, np.uint8)) is None
    assert background_of(np.zeros((3, 28, 28), np.uint8)) == 0
