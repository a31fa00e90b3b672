"""What a model says of drawings, each of which it is asked once."""

import numpy as np

from core.data.mnist import mnist
from core.drawings.answers import KnownAnswers
from core.recognition.shipped import shipped_predictor


def test_a_drawing_more_is_the_only_one_that_the_model_is_asked_of() -> None:
    predictor, asked = shipped_predictor(), []
    answer = predictor.probabilities
    predictor.probabilities = lambda images: asked.append(len(images)) or answer(images)  # type: ignore
    answers, images = KnownAnswers(predictor), mnist().split("test").images
    first = answers.of(images[:3])
    np.testing.assert_allclose(first, answer(images[:3]), atol=1e-6)
    np.testing.assert_array_equal(answers.of(images[:4])[:3], first)
    np.testing.assert_array_equal(answers.of(images[1:3]), first[1:])
    assert answers.of(images[:0]).shape == (0, 10)
    assert asked == [3, 1, 0, 0]
