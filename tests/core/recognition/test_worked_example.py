"""The numbers of worked examples add up to what the model answers."""

import itertools
import math

import numpy as np
import pytest

from core.recognition.layer_outputs import LayerOutput, LayerOutputs
from core.recognition.shipped import MODEL_PATH
from core.recognition.worked_example import (
    convolution_example,
    cross_entropy,
    dense_example,
    pooling_example,
    squared_error,
)
from tests.core.recognition.making import dense_model, digits

IMAGE = digits()[0][12]
LAYERS = LayerOutputs(MODEL_PATH.read_bytes()).answer(IMAGE)
PAIRS = list(itertools.pairwise(LAYERS))


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair[1].kind == "convolution"])
def test_window_times_filter_and_bias_is_the_value(pair: tuple[LayerOutput, LayerOutput]) -> None:
    found = convolution_example(*pair)
    assert found is not None
    assert (found.window * found.weights).sum() + found.bias == pytest.approx(found.value, abs=1e-3)
    assert found.value == pair[1].values.max() == pair[1].values[found.place]


@pytest.mark.parametrize("model", ["shipped", "without a bias"])
def test_inputs_times_weights_and_bias_is_the_value(model: str) -> None:
    weights = np.random.default_rng(2).normal(0, 0.1, (784, 5)).astype(np.float32)
    layers = LAYERS if model == "shipped" else LayerOutputs(dense_model(weights)).answer(IMAGE)
    before, dense = next(pair for pair in itertools.pairwise(layers) if pair[1].kind == "dense")
    found = dense_example(before, dense)
    assert found is not None
    assert len(found.inputs) + found.rest_count == before.values.size
    total = float(found.inputs @ found.weights) + found.rest + found.bias
    assert total == pytest.approx(found.value, abs=1e-3)


def test_the_largest_of_the_square_is_the_value() -> None:
    for before, layer in PAIRS:
        if layer.kind == "max_pooling":
            found = pooling_example(before, layer)
            assert found.window.shape == (2, 2)
            assert found.window.max() == found.value == layer.values.max()


def test_losses_are_those_of_keras_definitions() -> None:
    shares = np.array([0.7, 0.2, 0.1], np.float32)
    assert cross_entropy(shares, 1) == pytest.approx(-math.log(0.2), abs=1e-6)
    assert cross_entropy(np.array([1, 0], np.float32), 1) == pytest.approx(-math.log(1e-7))
    assert squared_error(shares, 0) == pytest.approx((0.3**2 + 0.2**2 + 0.1**2) / 3, abs=1e-6)
