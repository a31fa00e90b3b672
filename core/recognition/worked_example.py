"""How one value of a layer's output comes about, number by number: worked examples for those who learn.

Each example is of the highest value of the output, for which most is to be seen.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.layer_outputs import LayerOutput

MOST_TERMS: Final = 3
"""Products of a dense layer's sum that are told one by one: those that are farthest from 0."""


@dataclass(frozen=True, eq=False)
class ConvolutionExample:
    """A value of a convolution: the sum of window times filter, and the bias.

    Attributes:
        place: Its row, column and channel in the output, from 0.
        window: float32 (rows, columns, channels), what lies under the filter; 0 beyond the border.
        weights: float32, the same shape, the filter.
        bias: What is added.
        value: The output.
    """

    place: tuple[int, int, int]
    window: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float
    value: float


@dataclass(frozen=True, eq=False)
class DenseExample:
    """A value of a dense layer: the sum of inputs times weights, and the bias.

    Attributes:
        unit: Which unit, from 0.
        inputs: (k,), the input values of the terms that are told, k up to `MOST_TERMS`.
        weights: (k,), the weights that they are multiplied by.
        rest: The sum of all other products, and
        rest_count: how many these are.
        bias: What is added.
        value: The output.
    """

    unit: int
    inputs: NDArray[np.float32]
    weights: NDArray[np.float32]
    rest: float
    rest_count: int
    bias: float
    value: float


@dataclass(frozen=True, eq=False)
class PoolingExample:
    """A value of a pooling: the largest of a square.

    Attributes:
        place: Its row, column and channel in the output, from 0.
        window: float32 (rows, columns), the square.
        value: The output.
    """

    place: tuple[int, int, int]
    window: NDArray[np.float32]
    value: float


def convolution_example(before: LayerOutput, layer: LayerOutput) -> ConvolutionExample | None:
    """The highest value of a convolution of stride 1; None if its weights are not known.

    Args:
        before: The layer that it gets its values from, and
        layer: the convolution, before any activation function.
    """
    if layer.weights is None:
        return None
    row, column, channel = _highest(layer.values)
    side = layer.weights.shape[0]
    lost = before.values.shape[0] - layer.values.shape[0]
    margin = (side - 1 - lost) // 2  # 0 where the border is left out, else half of the filter
    padded = np.pad(before.values, ((margin, margin), (margin, margin), (0, 0)))
    window = padded[row : row + side, column : column + side]
    bias = 0.0 if layer.bias is None else float(layer.bias.ravel()[channel])
    weights, value = layer.weights[..., channel], float(layer.values[row, column, channel])
    return ConvolutionExample((row, column, channel), window, weights, bias, value)


def dense_example(before: LayerOutput, layer: LayerOutput) -> DenseExample | None:
    """The highest value of a dense layer; None if its weights are not known, or it is not of one row.

    Args:
        before: The layer that it gets its values from, and
        layer: the dense layer, before any activation function.
    """
    if layer.weights is None or layer.values.ndim != 1:
        return None
    unit = int(layer.values.argmax())
    inputs, weights = before.values.ravel(), layer.weights[:, unit]
    products = inputs * weights
    told = np.argsort(-np.abs(products), kind="stable")[:MOST_TERMS]
    bias = 0.0 if layer.bias is None else float(layer.bias.ravel()[unit])
    rest = float(products.sum() - products[told].sum())
    return DenseExample(
        unit, inputs[told], weights[told], rest, len(products) - len(told), bias, float(layer.values[unit])
    )


def pooling_example(before: LayerOutput, layer: LayerOutput) -> PoolingExample:
    """The highest value of a max pooling of squares that do not overlap.

    Args:
        before: The layer that it gets its values from, and
        layer: the pooling.
    """
    row, column, channel = _highest(layer.values)
    side = before.values.shape[0] // layer.values.shape[0]
    window = before.values[row * side : (row + 1) * side, column * side : (column + 1) * side, channel]
    return PoolingExample((row, column, channel), window, float(layer.values[row, column, channel]))


def cross_entropy(probabilities: NDArray[np.float32], label: int) -> float:
    """The loss of one image, -ln of the probability of its label; of 1e-7 at least, as Keras has it."""
    return float(-np.log(np.clip(probabilities[label].astype(np.float64), 1e-7, 1)))


def squared_error(scores: NDArray[np.float32], label: int) -> float:
    """The loss of one image: the mean over the classes of (score - target) squared, the target 1 or 0."""
    targets = np.arange(len(scores)) == label
    return float(((scores.astype(np.float64) - targets) ** 2).mean())


def _highest(values: NDArray[np.float32]) -> tuple[int, int, int]:
    row, column, channel = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(column), int(channel)
