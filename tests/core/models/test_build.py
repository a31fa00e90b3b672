"""From specification to Keras."""

import keras
import numpy as np
import pytest
from scipy.special import softmax

from core.data.mnist import mnist
from core.models.build import build_model, with_probabilities
from core.models.presets import PRESETS
from core.models.spec import Dense, Flatten, ModelSpec, Output

pytestmark = pytest.mark.tensorflow

IMAGES = mnist().split("test").images[:50, :, :, np.newaxis].astype(np.float32)


def linear(output: Output) -> ModelSpec:
    return ModelSpec(layers=(Flatten(), Dense(units=10)), output=output)


def with_weights(spec: ModelSpec, kernel: np.ndarray, bias: np.ndarray) -> keras.Model:
    model = build_model(spec, 10, seed=0)
    model.set_weights([kernel, bias])
    return model


def test_same_seed_same_weights() -> None:
    first, again, other = (build_model(PRESETS["quick"].model, 10, seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_layers_of_one_shape_start_with_different_weights() -> None:
    spec = ModelSpec(layers=(Flatten(), Dense(units=10), Dense(units=10), Dense(units=10)), output="logits")
    kernels = build_model(spec, 10, seed=0).get_weights()[2::2]
    assert not np.array_equal(kernels[0], kernels[1])


def test_pixels_are_scaled_by_255() -> None:
    spec, generator = linear("logits"), np.random.default_rng(0)
    kernel, bias = generator.normal(size=(784, 10)), generator.normal(size=10)
    expected = IMAGES.reshape(-1, 784) / 255 @ kernel + bias
    np.testing.assert_allclose(
        np.asarray(with_weights(spec, kernel, bias)(IMAGES)), expected, rtol=1e-4, atol=1e-4
    )


def test_a_truncated_normal_start_is_cut_at_two_standard_deviations() -> None:
    kernel, bias, *_ = build_model(PRESETS["tutorial-tape-mse"].model, 10, seed=0).get_weights()
    assert 0.19 < np.abs(kernel).max() <= 0.2
    # A normal distribution cut at 2 sd keeps 0.8796 of its own.
    assert kernel.std() == pytest.approx(0.08796, rel=0.01)
    assert not bias.any()


def test_logits_become_probabilities_by_softmax() -> None:
    spec, kernel = linear("logits"), np.random.default_rng(0).normal(size=(784, 10))
    model = with_weights(spec, kernel, np.zeros(10))
    expected = softmax(np.asarray(model(IMAGES)), axis=1)
    np.testing.assert_allclose(np.asarray(with_probabilities(model, spec)(IMAGES)), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([-1, 0, 0, 0, 1, 3, -2, 0, 0, 0], [0, 0, 0, 0, 0.25, 0.75, 0, 0, 0, 0]),
        ([-1] * 10, [0.1] * 10),
        ([0] * 10, [0.1] * 10),
        ([1e-20] + [-5] * 9, [1] + [0] * 9),
    ],
)
def test_scores_become_probabilities_by_clipping_and_sharing(
    scores: list[float], expected: list[float]
) -> None:
    spec = linear("scores")
    model = with_weights(spec, np.zeros((784, 10)), np.array(scores))
    np.testing.assert_allclose(np.asarray(with_probabilities(model, spec)(IMAGES))[0], expected, atol=1e-7)


def test_probabilities_share_the_weights_of_the_model() -> None:
    spec = linear("logits")
    model = build_model(spec, 10, seed=0)
    probable = with_probabilities(model, spec)
    before = np.asarray(probable(IMAGES))
    model.set_weights([-weights for weights in model.get_weights()])
    assert not np.allclose(np.asarray(probable(IMAGES)), before)
