"""What each layer of an exported model answers for one image, through ONNX Runtime: no TensorFlow.

The file of a model tells only what its last layer answers. It is a protobuf, so what the others answer is
added to its outputs before ONNX Runtime gets it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from core.recognition.predictor import batches, session_of

Kind = Literal[
    "scaling",
    "convolution",
    "relu",
    "max_pooling",
    "average_pooling",
    "flatten",
    "dense",
    "softmax",
    "shares",
]
"""What a layer does; `shares` makes scores of at least 0 sum to 1. Dropout is not in an exported model, and
batch normalisation is part of the layer before it."""

_KINDS: Final[Mapping[str, Kind]] = {
    "Conv": "convolution",
    "Relu": "relu",
    "MaxPool": "max_pooling",
    "GlobalAveragePool": "average_pooling",
    "ReduceMean": "average_pooling",
    "Reshape": "flatten",
    "MatMul": "dense",
    "Gemm": "dense",
    "Softmax": "softmax",
    "Max": "shares",
}
"""By the operator that a layer begins with."""

_GO_ON: Final = ("Add", "Sub", "Mul", "Div", "BatchNormalization")
"""Operators that belong to the layer before them."""

_CHANNELS_FIRST: Final = ("Conv", "MaxPool", "GlobalAveragePool")


@dataclass(frozen=True, eq=False)
class LayerOutput:
    """What a layer answers for one image.

    Attributes:
        kind: What the layer does.
        values: float32 (rows, columns, channels) or (units,).
        weights: Of a convolution float32 (rows, columns, channels, filters), of a dense layer (inputs,
            units); None of other layers.
        bias: float32 (filters,) or (units,); None of other layers, or where there is none.
    """

    kind: Kind
    values: NDArray[np.float32]
    weights: NDArray[np.float32] | None = None
    bias: NDArray[np.float32] | None = None


@dataclass
class _Layer:
    """A layer as it stands in the graph: the tensor that it answers with, and what it multiplies by."""

    kind: Kind
    tensor: str
    is_channels_first: bool = False
    weights: NDArray[np.float32] | None = None
    bias: NDArray[np.float32] | None = None


@dataclass
class _Graph:
    """The layers of a graph, found node by node."""

    constants: Mapping[str, NDArray[np.float32]]
    layers: list[_Layer]
    channels_first: dict[str, bool] = field(default_factory=dict)

    def take(self, node: NodeProto) -> None:
        """Takes in the next node."""
        first = self._is_channels_first(node)
        self.channels_first[node.output[0]] = first
        if node.op_type in _KINDS:
            weights, bias = self._weights(node)
            self.layers.append(_Layer(_KINDS[node.op_type], node.output[0], first, weights, bias))
        elif node.op_type in _GO_ON:
            layer = self.layers[-1]
            layer.tensor, layer.is_channels_first = node.output[0], first
            if node.op_type == "Add" and layer.weights is not None and layer.bias is None:
                layer.bias = next((self.constants[it] for it in node.input if it in self.constants), None)

    def _is_channels_first(self, node: NodeProto) -> bool:
        if node.op_type in _CHANNELS_FIRST:
            return True
        before = self.channels_first.get(node.input[0], False) if node.input else False
        return not before if node.op_type == "Transpose" else before

    def _weights(self, node: NodeProto) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
        known = [self.constants.get(name) for name in node.input[1:]]
        if node.op_type not in ("Conv", "MatMul", "Gemm") or not known or known[0] is None:
            return None, None
        weights = known[0]
        if node.op_type == "Conv":
            weights = weights.transpose(2, 3, 1, 0)
        elif any(each.name == "transB" and each.i for each in node.attribute):
            weights = weights.T
        return weights, known[1] if len(known) > 1 else None


class LayerOutputs:
    """A model that tells what each of its layers answers.

    Args:
        model: Content of a `model.onnx`, see `Predictor`.
    """

    def __init__(self, model: bytes) -> None:
        whole = onnx.load_model_from_string(model)
        self._layers = _layers_of(whole)
        told = {each.name for each in whole.graph.output}
        for name in dict.fromkeys(layer.tensor for layer in self._layers):
            if name not in told and name != whole.graph.input[0].name:
                whole.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
        self._session = session_of(bytes(whole.SerializeToString()))
        self._input = self._session.get_inputs()[0].name

    def answer(self, image: NDArray[np.uint8]) -> tuple[LayerOutput, ...]:
        """The outputs of all layers in their order; the last one's are the probabilities.

        Args:
            image: uint8 (28, 28), 0 is background and 255 is ink.

        Raises:
            ValueError: If the image has another shape or type.
        """
        ((_, batch),) = batches(image[np.newaxis])
        names = [each.name for each in self._session.get_outputs()]
        found = dict(zip(names, self._session.run(None, {self._input: batch}), strict=True))
        found[self._input] = batch
        outputs: list[LayerOutput] = []
        for layer in self._layers:
            values = _of_one_image(found[layer.tensor], layer.is_channels_first)
            is_flat_before = bool(outputs) and outputs[-1].values.ndim == 1
            if layer.kind != "flatten" or (values.ndim == 1 and not is_flat_before):
                outputs.append(LayerOutput(layer.kind, values, layer.weights, layer.bias))
        return tuple(outputs)


def _layers_of(model: onnx.ModelProto) -> list[_Layer]:
    constants = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    graph = _Graph(constants, [_Layer("scaling", model.graph.input[0].name)])
    for node in model.graph.node:
        graph.take(node)
    graph.layers[-1].tensor = model.graph.output[0].name  # whatever its last operators are
    return graph.layers


def _of_one_image(values: NDArray[np.float32], is_channels_first: bool) -> NDArray[np.float32]:
    """The values without the axis of the images, channels last; of 1 x 1 pixels as units."""
    (image,) = values
    if image.ndim == 3 and is_channels_first:
        image = image.transpose(1, 2, 0)
    if image.ndim == 3 and image.shape[:2] == (1, 1) and len(image.ravel()) > 1:
        image = image.ravel()
    return np.asarray(image, np.float32)
