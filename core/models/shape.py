"""The shapes, parameters and work of a model's layers, by arithmetic: no TensorFlow needed."""

import math
from dataclasses import dataclass

from core.data.dataset import IMAGE_SIDE_PIXELS
from core.models.spec import BatchNormalization, Conv2D, Dense, Flatten, Layer, MaxPooling2D, ModelSpec

INPUT_SHAPE = (IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS, 1)

Shape = tuple[int, ...]


class ImpossibleModelError(ValueError):
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
    rows: list[LayerRow] = []
    shape: Shape = INPUT_SHAPE
    for position, layer in enumerate(spec.layers, start=1):
        rows.append(_row(layer, shape, f"Layer {position} ({layer.kind})"))
        shape = rows[-1].shape
    if shape != (class_count,):
        raise ImpossibleModelError(
            f"The model ends in the shape {shape}; end it in a flatten and {class_count} dense units."
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


def _row(layer: Layer, shape: Shape, name: str) -> LayerRow:
    match layer:
        case Conv2D():
            return _convolution(layer, shape, name)
        case MaxPooling2D():
            return _pooling(layer, shape, name)
        case Flatten():
            return LayerRow(layer, (math.prod(shape),), 0, 0)
        case Dense():
            weights = shape[-1] * layer.units
            work = weights * math.prod(shape[:-1])
            return LayerRow(layer, (*shape[:-1], layer.units), weights + layer.units, work)
        case BatchNormalization():
            # Scale, shift, moving mean and moving variance of each channel.
            return LayerRow(layer, shape, 4 * shape[-1], math.prod(shape))
        case _:
            return LayerRow(layer, shape, 0, 0)


def _convolution(layer: Conv2D, shape: Shape, name: str) -> LayerRow:
    rows, columns, channels = _image_shape(shape, name)
    lost = layer.kernel_size - 1 if layer.padding == "valid" else 0
    if lost >= min(rows, columns):
        raise ImpossibleModelError(
            f"{name} has kernels of {layer.kernel_size} pixels for an image of {rows} x {columns}; "
            "make the kernels smaller or pad them as 'same'."
        )
    output = (rows - lost, columns - lost, layer.filters)
    weights = layer.kernel_size**2 * channels * layer.filters
    return LayerRow(layer, output, weights + layer.filters, weights * output[0] * output[1])


def _pooling(layer: MaxPooling2D, shape: Shape, name: str) -> LayerRow:
    rows, columns, channels = _image_shape(shape, name)
    if layer.pool_size > min(rows, columns):
        raise ImpossibleModelError(
            f"{name} pools squares of {layer.pool_size} pixels of an image of {rows} x {columns}; pool less."
        )
    return LayerRow(layer, (rows // layer.pool_size, columns // layer.pool_size, channels), 0, 0)


def _image_shape(shape: Shape, name: str) -> tuple[int, int, int]:
    if len(shape) != 3:
        raise ImpossibleModelError(f"{name} needs an image but gets {shape}; move it before the flatten.")
    rows, columns, channels = shape
    return rows, columns, channels
