"""What the last hidden layer of an exported model answers, through ONNX Runtime: no TensorFlow."""

from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from core.recognition.predictor import batches, session_of

_WEIGHTED: Final = ("Conv", "Gemm", "MatMul")
"""The operators into which a convolution or a dense layer is exported, one each."""


class HiddenLayer:
    """The part of a model that ends where its last layer with weights begins.

    What that layer is given are the activations of the last hidden one: after its activation function, and
    after whatever has no weights between the two. Dropout is not there in an exported model.

    Args:
        model: Content of a `model.onnx`, see `Predictor`.

    Raises:
        ValueError: If the model has no hidden layer.
    """

    def __init__(self, model: bytes) -> None:
        self._session = session_of(_without_output_layer(model))
        self._input = self._session.get_inputs()[0].name

    def activations(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The activations of the units, (n, units) float32, for each of some images.

        Args:
            images: uint8 (n, 28, 28), 0 is background and 255 is ink; n is at least 1.

        Raises:
            ValueError: If the images have another shape or type.
        """
        answers = [self._session.run(None, {self._input: batch})[0] for _, batch in batches(images)]
        return np.concatenate([answer.reshape(len(answer), -1) for answer in answers])


def _without_output_layer(model: bytes) -> bytes:
    """The model with what its last layer with weights is given as its output."""
    whole = onnx.load_model_from_string(model)
    graph = whole.graph
    weighted = [place for place, node in enumerate(graph.node) if node.op_type in _WEIGHTED]
    if len(weighted) < 2:
        raise ValueError("The model has no hidden layer.")
    output = graph.node[weighted[-1]].input[0]
    del graph.node[weighted[-1] :]  # nodes are sorted: what the output depends on stands before
    used = {name for node in graph.node for name in node.input}
    weights = [each for each in graph.initializer if each.name in used]
    del graph.initializer[:]
    graph.initializer.extend(weights)
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, None))
    return bytes(whole.SerializeToString())
