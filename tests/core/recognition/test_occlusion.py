"""Occlusion against one image after another, and on models of which one knows what they look at."""

import numpy as np

from core.data.mnist import mnist
from core.recognition.occlusion import PATCH, STRIDE, occlude
from core.recognition.predictor import Predictor
from core.recognition.shipped import shipped_predictor
from tests.core.recognition.making import Pixels, dense_model, onnx_model

SEVEN = mnist().split("test").images[0]


def plain_falls(image: Pixels, model: Predictor) -> np.ndarray:
    """The mean fall of the log-odds at each pixel, one square after another: (classes, 28, 28)."""
    sums, counts = np.zeros((model.class_count, 28, 28)), np.zeros((28, 28))
    for top in range(1 - STRIDE, 28, STRIDE):
        for left in range(1 - STRIDE, 28, STRIDE):
            square = (slice(max(top, 0), top + PATCH), slice(max(left, 0), left + PATCH))
            covered = image.copy()
            covered[square] = 0
            before, after = model.probabilities(np.stack([image, covered])).astype(float)
            for label in range(model.class_count):
                odds = [
                    np.log(max(each[label], 1e-12)) - np.log(max(each.sum() - each[label], 1e-12))
                    for each in (before, after)
                ]
                sums[(label, *square)] += odds[0] - odds[1]
            counts[square] += 1
    return sums / counts


def test_each_pixel_has_the_mean_fall_over_the_squares_on_it() -> None:
    model = shipped_predictor()
    found = occlude(SEVEN, model)
    np.testing.assert_allclose(found.falls, plain_falls(SEVEN, model), atol=1e-2)  # sums of float32 cancel
    np.testing.assert_array_equal(found.whole, model.probabilities(SEVEN[np.newaxis])[0])
    assert len(found.corners) == len(found.probabilities)
    for (top, left), said in list(zip(found.corners, found.probabilities, strict=True))[::10]:
        covered = SEVEN.copy()
        covered[max(top, 0) : top + PATCH, max(left, 0) : left + PATCH] = 0
        assert (covered != SEVEN).any()
        np.testing.assert_allclose(said, model.probabilities(covered[np.newaxis])[0], atol=1e-5)


def test_a_model_that_looks_at_one_pixel_is_seen_to() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 4:24] = 100
    image[10, 17] = 255  # the model counts pixels at 255: digit 1 with this one, else 0
    falls = occlude(image, Predictor(onnx_model())).falls
    one = falls[1]
    assert one[10, 17] == one.max()
    assert falls[0][10, 17] == falls[0].min() < 0
    near = np.zeros((28, 28), bool)
    near[10 - PATCH + 1 : 10 + PATCH, 17 - PATCH + 1 : 17 + PATCH] = True
    assert (one[~near] == 0).all()
    assert one[10, 17] > 1


def test_a_blank_image_has_nothing_to_cover() -> None:
    found = occlude(np.zeros((28, 28), np.uint8), Predictor(onnx_model()))
    assert not found.falls.any()
    assert found.probabilities.shape == (0, 10)


def test_the_whole_image_is_covered_up_to_its_corners() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[0, 0] = image[27, 27] = image[0, 27] = 255
    falls = occlude(image, Predictor(onnx_model())).falls[3]
    assert min(falls[0, 0], falls[27, 27], falls[0, 27]) > 0
    assert falls[27, 0] == 0


def test_a_model_that_ignores_the_image_looks_at_nothing() -> None:
    model = Predictor(dense_model(np.zeros((784, 3), np.float32)))
    assert np.abs(occlude(SEVEN, model).falls).max() < 1e-6
