"""The plain resize against its description, pixel by pixel: grey, 28 x 28, inverted, a threshold."""

import numpy as np

from core.recognition.plain_resize import resize_plainly
from core.recognition.predictor import Predictor
from core.recognition.preparation import prepare
from core.recognition.shipped import shipped_predictor
from tests.core.recognition.making import Pixels, digits, sheet


def plainly(grey: Pixels) -> Pixels:
    """The same, one pixel after another."""
    (height, width), found = grey.shape, np.zeros((28, 28), np.uint8)
    for row in range(28):
        for column in range(28):
            y, x = (row + 0.5) * height / 28 - 0.5, (column + 0.5) * width / 28 - 0.5
            top, left = int(y), int(x)
            down, across = y - top, x - left
            upper = (1 - across) * grey[top, left] + across * grey[top, left + 1]
            lower = (1 - across) * grey[top + 1, left] + across * grey[top + 1, left + 1]
            found[row, column] = 255 if 255 - int((1 - down) * upper + down * lower) >= 75 else 0
    return found


def test_it_does_what_its_description_says() -> None:
    generator = np.random.default_rng(0)
    noise = generator.integers(0, 256, (280, 419), np.uint8)
    np.testing.assert_array_equal(resize_plainly(noise), plainly(noise))
    drawing = 255 - sheet(digits()[0][15])
    np.testing.assert_array_equal(resize_plainly(drawing), plainly(drawing))


def test_it_sees_colour_and_transparency_as_the_preparation_does() -> None:
    ink = sheet(digits()[0][15])
    drawn = np.dstack([np.zeros_like(ink)] * 3 + [ink])
    assert np.count_nonzero(resize_plainly(drawn) != resize_plainly(255 - ink)) <= 2
    np.testing.assert_array_equal(resize_plainly(np.dstack([255 - ink] * 3)), resize_plainly(255 - ink))


def test_small_digits_that_are_read_when_prepared_are_not_when_resized() -> None:
    images, labels = digits()
    pages = [255 - sheet(image, 100, at=(300, 420)) for image in images]
    model = shipped_predictor()
    prepared = _right(model, [prepare(page).image for page in pages], labels)
    plain = _right(model, [resize_plainly(page) for page in pages], labels)
    assert prepared >= 28
    assert plain <= 15


def _right(model: Predictor, images: list[Pixels], labels: Pixels) -> int:
    return int((model.probabilities(np.stack(images)).argmax(axis=1) == labels).sum())
