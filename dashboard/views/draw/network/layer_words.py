"""What the layers of a model are called, for a reader who meets them for the first time."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.layer_outputs import Kind, LayerOutput


def with_activations(layers: Sequence[LayerOutput]) -> list[tuple[LayerOutput, bool]]:
    """The layers, each ReLU taken together with the convolution or dense layer that it follows.

    Returns:
        Each layer with the values after its ReLU, and whether it has one.
    """
    found: list[tuple[LayerOutput, bool]] = []
    for layer in layers:
        before = found[-1][0] if found else None
        if layer.kind == "relu" and before is not None and before.weights is not None:
            found[-1] = (LayerOutput(before.kind, layer.values, before.weights, before.bias), True)
        else:
            found.append((layer, False))
    return found


_TITLES: Final[Mapping[Kind, str]] = {
    "scaling": "Input, divided by 255",
    "convolution": "Convolution",
    "relu": "ReLU",
    "max_pooling": "Max pooling",
    "average_pooling": "Average of each channel",
    "flatten": "Flatten",
    "dense": "Dense",
    "softmax": "Softmax: the probabilities",
    "shares": "Shares of the scores above 0: the probabilities",
}


def layer_title(layer: LayerOutput, has_relu: bool = False) -> str:
    """Such as "Convolution, 32 filters of 3 × 3, ReLU"."""
    words = [_TITLES[layer.kind]]
    if layer.kind == "convolution" and layer.weights is not None:
        rows, columns, _, filters = layer.weights.shape
        words.append(f"{filters} filters of {rows} × {columns}")
    if layer.kind == "dense":
        words.append(f"{len(layer.values)} units")
    return ", ".join([*words, "ReLU"] if has_relu else words)


def shape_text(values: NDArray[np.float32]) -> str:
    """Such as "28 × 28 × 1"."""
    return " × ".join(map(str, values.shape))
