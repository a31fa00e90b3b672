"""Changes of pixels against a plain search, and on models of which one knows what they need."""

import numpy as np
import pytest

from core.data.mnist import mnist
from core.recognition.log_odds import log_odds
from core.recognition.occlusion import occlude
from core.recognition.pixel_changes import MOST, change_pixels
from core.recognition.predictor import Predictor
from core.recognition.shipped import shipped_predictor
from tests.core.recognition.making import dense_model, onnx_model

IMAGES = mnist().split("test").images


@pytest.mark.parametrize("wanted", [2, 3, 9])
def test_the_shipped_model_is_brought_to_another_digit_by_few_pixels(wanted: int) -> None:
    model, seven = shipped_predictor(), IMAGES[0]
    found = change_pixels(seven, wanted, model)
    assert found.is_reached
    count = len(found.pixels)
    assert 1 < count <= MOST
    np.testing.assert_array_equal(found.images[0], seven)
    np.testing.assert_allclose(found.probabilities, model.probabilities(found.images), atol=1e-4)
    assert found.probabilities[:, wanted].argmax() == count
    assert found.probabilities.argmax(axis=1).tolist().index(wanted) == count  # not a step too many
    for step, (row, column) in enumerate(found.pixels):
        differs = np.argwhere(found.images[step] != found.images[step + 1])
        assert differs.tolist() == [[row, column]]
        assert found.images[step + 1][row, column] == (255 if seven[row, column] < 128 else 0)
    assert len(np.unique(found.pixels, axis=0)) == count


def test_the_first_change_is_the_best_of_all_pixels() -> None:
    model, image, wanted = shipped_predictor(), IMAGES[4], 9
    reached = []
    for pixel in range(784):
        changed = image.ravel().copy()
        changed[pixel] = 255 if changed[pixel] < 128 else 0
        reached.append(log_odds(model.probabilities(changed.reshape(1, 28, 28)))[0, wanted])
    row, column = change_pixels(image, wanted, model).pixels[0]
    assert reached[row * 28 + column] == pytest.approx(max(reached), abs=1e-3)


def test_a_model_that_counts_pixels_needs_as_many_as_are_missing() -> None:
    model, blank = Predictor(onnx_model()), np.zeros((28, 28), np.uint8)
    found = change_pixels(blank, 4, model)
    assert found.is_reached
    assert [np.count_nonzero(image == 255) for image in found.images] == [0, 1, 2, 3, 4]
    back = change_pixels(found.images[-1], 1, model)
    assert [np.count_nonzero(image == 255) for image in back.images] == [4, 3, 2, 1]


def test_where_no_pixel_helps_the_search_ends_and_says_so() -> None:
    model = Predictor(dense_model(np.zeros((784, 3), np.float32)))
    found = change_pixels(IMAGES[0], 5, model)
    assert not found.is_reached
    assert found.pixels.shape == (0, 2)
    assert found.images.shape == (1, 28, 28)


def test_an_image_that_is_of_the_class_already_stays_as_it_is() -> None:
    found = change_pixels(IMAGES[0], 7, shipped_predictor())
    assert found.is_reached
    assert len(found.pixels) == 0


def test_log_odds_tell_what_probabilities_next_to_one_do_not() -> None:
    shares = np.array([[1, 1e-9, 1e-10], [0.25, 0.25, 0.5], [0, 1, 0]], np.float32)
    expected = np.log([1 / 1.1e-9, 1e-9, 1e-10])
    np.testing.assert_allclose(log_odds(shares)[0], expected, rtol=1e-5)
    np.testing.assert_allclose(log_odds(shares)[1], np.log([1 / 3, 1 / 3, 1]), atol=1e-6)
    assert np.isfinite(log_odds(shares)).all()


def test_a_model_that_has_diverged_ends_the_search() -> None:
    model = Predictor(dense_model(np.full((784, 3), np.nan, np.float32)))
    assert np.isnan(model.probabilities(IMAGES[:1])).all()
    assert len(change_pixels(IMAGES[0], 5, model).pixels) == 0
    assert not occlude(IMAGES[0], model).falls.any()
