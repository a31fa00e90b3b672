"""Predictor and answer, with a model whose answers are known."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.recognition.picture import PictureError
from core.recognition.predictor import BATCH, Predictor
from core.recognition.preparation import BlankPicture, prepare
from core.recognition.recognition import recognise, recognise_pixels
from tests.core.recognition.making import Pixels, digits, encoded, onnx_model, sheet


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return Predictor(onnx_model())


def images_with(counts: Pixels) -> Pixels:
    """Images (n, 28, 28) with so many pixels of 255, which the test's model calls by that number."""
    images = np.zeros((len(counts), 784), np.uint8)
    images[np.arange(784) < counts[:, np.newaxis]] = 255
    return images.reshape(-1, 28, 28)


@pytest.mark.parametrize("n", [1, BATCH, 2 * BATCH + 7])
def test_every_image_gets_its_own_answer_across_batches(predictor: Predictor, n: int) -> None:
    expected = np.random.default_rng(0).integers(0, 10, n, dtype=np.uint8)
    probabilities = predictor.probabilities(images_with(expected))
    np.testing.assert_array_equal(probabilities.argmax(axis=1), expected)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    assert probabilities.shape == (n, 10)
    assert probabilities.dtype == np.float32


def test_the_model_sees_raw_pixel_values(predictor: Predictor) -> None:
    images = images_with(np.array([7], np.uint8))
    assert predictor.probabilities(images).argmax() == 7
    assert predictor.probabilities(images // 255).argmax() == 0


def test_a_model_is_read_from_a_file_as_well(tmp_path: Path, predictor: Predictor) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(onnx_model())
    images = images_with(np.arange(10, dtype=np.uint8))
    np.testing.assert_array_equal(Predictor(path).probabilities(images), predictor.probabilities(images))


def test_no_images_give_no_answers(predictor: Predictor) -> None:
    assert predictor.probabilities(np.zeros((0, 28, 28), np.uint8)).shape == (0, 10)


@pytest.mark.parametrize("images", [np.zeros((28, 28), np.uint8), np.zeros((1, 28, 28), np.float32)])
def test_images_of_another_form_are_refused(predictor: Predictor, images: Pixels) -> None:
    with pytest.raises(ValueError, match=r"uint8 \(n, 28, 28\)"):
        predictor.probabilities(images)


def test_a_file_and_its_pixels_get_the_same_answer(predictor: Predictor) -> None:
    pixels = sheet(digits(1)[0][3])
    drawn, sent = recognise_pixels(pixels, predictor), recognise(encoded(pixels), predictor)
    np.testing.assert_array_equal(drawn.prepared.image, prepare(pixels).image)
    np.testing.assert_array_equal(drawn.probabilities, sent.probabilities)
    assert drawn.digit == sent.digit == drawn.probabilities.argmax()


def test_a_blank_or_broken_picture_has_no_answer(predictor: Predictor) -> None:
    with pytest.raises(BlankPicture):
        recognise_pixels(np.zeros((280, 280, 4), np.uint8), predictor)
    with pytest.raises(PictureError, match="PNG, JPEG"):
        recognise(b"not a picture", predictor)


@pytest.mark.process
def test_recognition_needs_no_tensorflow() -> None:
    program = (
        "import sys, core.recognition.recognition; sys.exit(bool({'tensorflow', 'keras'} & {*sys.modules}))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
