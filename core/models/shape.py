"""The shapes, parameters and work of a model's layers, by arithmetic: no TensorFlow needed."""

import math
from dataclasses import dataclass
from typing import Literal, assert_never

from core.data.dataset import IMAGE_SIDE_PIXELS
from core.models.spec import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
    ModelSpec,
    ReLU,
)
from core.text import ExplainedError

INPUT_SHAPE = (IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS, 1)

Shape = tuple[int, ...]


class ImpossibleModelError(ExplainedError, ValueError):
    """A stack of layers that cannot be built; its message says which layer and why."""


@dataclass(frozen=True)
class LayerRow:
    """One layer of a model as a row of a table.

    Attributes:
        layer: The layer.
        shape: Output shape of one image, without the batch axis: (rows, columns, channels) or (values,).
        parameters: Number of weights, those that are not trained (moving averages) included.
        multiplications: Multiplications by a weight for one image, forwards.
    """

    layer: Layer
    shape: Shape
    parameters: int
    multiplications: int


def layer_table(spec: ModelSpec, class_count: int) -> list[LayerRow]:
    """The layers of a model for so many classes from the input on, with what each one gives and costs.

    Raises:
        ImpossibleModelError: If a layer cannot follow the one before, or the end is not a number a class.
    """
    rows = _rows(spec)
    shape = rows[-1].shape
    if shape != (class_count,):
        raise ImpossibleModelError(
            "The model ends in the shape {shape}; end it in a flatten and {count} dense units.",
            shape=str(shape),
            count=class_count,
        )
    return rows


def count_parameters(spec: ModelSpec, class_count: int) -> int:
    """Number of weights, as Keras's `model.count_params()` counts them.

    Raises:
        ImpossibleModelError: If the model cannot be built.
    """
    return sum(row.parameters for row in layer_table(spec, class_count))


def count_multiplications(spec: ModelSpec, class_count: int) -> int:
    """Multiplications by a weight for one image, forwards: a measure of the work.

    Raises:
        ImpossibleModelError: If the model cannot be built.
    """
    return sum(row.multiplications for row in layer_table(spec, class_count))


@dataclass(frozen=True)
class ReluLayer:
    """A layer of a model that ends in ReLU, so that what it gives is 0 or positive.

    Attributes:
        position: Its place among the layers, from 1.
        kind: Such as "dense".
        count: How many units it has; of a layer that gives an image, how many channels.
        word: What those are called.
    """

    position: int
    kind: str
    count: int
    word: Literal["units", "channels"]


def relu_layers(spec: ModelSpec) -> list[ReluLayer]:
    """The layers of a model that end in ReLU, from the input on.

    Raises:
        ImpossibleModelError: If the model cannot be built.
    """
    return [
        ReluLayer(position, row.layer.kind, row.shape[-1], "units" if len(row.shape) == 1 else "channels")
        for position, row in enumerate(_rows(spec), start=1)
        if isinstance(row.layer, ReLU) or getattr(row.layer, "activation", None) == "relu"
    ]


def hidden_units(spec: ModelSpec) -> int:
    """Number of units of the last hidden layer: of values that the last layer with weights is given.

    0 if there is no layer with weights before it, as in softmax regression.

    Raises:
        ImpossibleModelError: If the model cannot be built.
    """
    rows = _rows(spec)
    weighted = [place for place, row in enumerate(rows) if isinstance(row.layer, Conv2D | Dense)]
    return math.prod(rows[weighted[-1] - 1].shape) if len(weighted) > 1 else 0


def _rows(spec: ModelSpec) -> list[LayerRow]:
    rows: list[LayerRow] = []
    shape: Shape = INPUT_SHAPE
    for position, layer in enumerate(spec.layers, start=1):
        rows.append(_row(layer, shape, position))
        shape = rows[-1].shape
    return rows


def _row(layer: Layer, shape: Shape, position: int) -> LayerRow:
    match layer:
        case Conv2D():
            return _convolution(layer, shape, position)
        case MaxPooling2D():
            return _pooling(layer, shape, position)
        case GlobalAveragePooling2D():
            return LayerRow(layer, (_image_shape(layer, shape, position)[2],), 0, 0)
        case Flatten():
            return LayerRow(layer, (math.prod(shape),), 0, 0)
        case Dense():
            weights = shape[-1] * layer.units
            work = weights * math.prod(shape[:-1])
            return LayerRow(layer, (*shape[:-1], layer.units), weights + layer.units, work)
        case BatchNormalization():
            # Scale, shift, moving mean and moving variance of each channel.
            return LayerRow(layer, shape, 4 * shape[-1], math.prod(shape))
        case Dropout() | ReLU():
            return LayerRow(layer, shape, 0, 0)
        case _:
            assert_never(layer)


def _convolution(layer: Conv2D, shape: Shape, position: int) -> LayerRow:
    rows, columns, channels = _image_shape(layer, shape, position)
    lost = layer.kernel_size - 1 if layer.padding == "valid" else 0
    if lost >= min(rows, columns):
        raise ImpossibleModelError(
            "Layer {position} ({kind}) has kernels of {pixels} pixels for an image of {rows} x {columns};"
            " make the kernels smaller or pad them as 'same'.",
            position=position, kind=layer.kind, pixels=layer.kernel_size, rows=rows, columns=columns,
        )  # fmt: skip
    output = (rows - lost, columns - lost, layer.filters)
    weights = layer.kernel_size**2 * channels * layer.filters
    biases = layer.filters if layer.use_bias else 0
    return LayerRow(layer, output, weights + biases, weights * output[0] * output[1])


def _pooling(layer: MaxPooling2D, shape: Shape, position: int) -> LayerRow:
    rows, columns, channels = _image_shape(layer, shape, position)
    if layer.pool_size > min(rows, columns):
        raise ImpossibleModelError(
            "Layer {position} ({kind}) pools squares of {pixels} pixels of an image of {rows} x {columns};"
            " pool less.",
            position=position, kind=layer.kind, pixels=layer.pool_size, rows=rows, columns=columns,
        )  # fmt: skip
    return LayerRow(layer, (rows // layer.pool_size, columns // layer.pool_size, channels), 0, 0)


def _image_shape(layer: Layer, shape: Shape, position: int) -> tuple[int, int, int]:
    if len(shape) != 3:
        raise ImpossibleModelError(
            "Layer {position} ({kind}) needs an image but gets {shape}; move it before the flatten.",
            position=position, kind=layer.kind, shape=str(shape),
        )  # fmt: skip
    rows, columns, channels = shape
    return rows, columns, channels
