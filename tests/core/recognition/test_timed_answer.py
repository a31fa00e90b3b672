"""An answer with its time."""

import numpy as np

from core.data.mnist import mnist
from core.recognition.predictor import Predictor
from core.recognition.timed_answer import timed_answer
from tests.core.recognition.making import onnx_model

SEVEN = mnist().split("test").images[0]


def test_the_answer_is_the_models_and_its_time_grows_with_the_work() -> None:
    quick, slow = Predictor(onnx_model()), Predictor(onnx_model(idle_products=60))
    answers = [timed_answer(SEVEN, model) for model in (quick, slow)]
    for answer, model in zip(answers, (quick, slow), strict=True):
        said = model.probabilities(SEVEN[np.newaxis])[0]
        np.testing.assert_array_equal(answer.probabilities, said)
        assert answer.label == said.argmax()
    assert 0 < answers[0].seconds < answers[1].seconds < 5
