"""A picture in a list of many: answered, or explained."""

import numpy as np
import pytest

from core.data.mnist import mnist
from core.recognition.detector import digit_detector
from core.recognition.form import MNIST_FORM
from core.recognition.picture_answer import THUMBNAIL_PIXELS, answer_picture
from core.recognition.predictor import Predictor
from core.recognition.recognition import recognise
from tests.core.recognition.making import encoded, onnx_model, sheet

MODEL = Predictor(onnx_model())


def test_the_answer_is_that_of_the_picture_alone() -> None:
    picture = encoded(sheet(mnist().split("test").images[0]))
    answer, alone = answer_picture(picture, MODEL, MNIST_FORM), recognise(picture, MODEL)
    assert answer.found is not None
    np.testing.assert_array_equal(answer.found.probabilities, alone.probabilities)
    np.testing.assert_array_equal(answer.found.prepared.image, alone.prepared.image)
    assert answer.thumbnail is not None
    assert answer.thumbnail.shape[:2] == (84, THUMBNAIL_PIXELS)  # 480 x 640


@pytest.mark.parametrize("several", [True, False])
def test_a_file_that_shows_nothing_says_so_and_keeps_its_thumbnail(several: bool) -> None:
    blank = encoded(np.full((100, 100), 255, np.uint8))
    answer = answer_picture(blank, MODEL, MNIST_FORM, digit_detector() if several else None)
    assert answer.trouble.startswith("There is no digit to see")
    assert (answer.found, answer.lines) == (None, ())
    assert answer.thumbnail is not None
    assert answer_picture(b"", MODEL, MNIST_FORM).thumbnail is None
