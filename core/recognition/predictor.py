"""Probabilities from an exported model, through ONNX Runtime: no TensorFlow, no threads, 55 MB."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from core.data.dataset import IMAGE_SIDE_PIXELS

IMAGE_SHAPE = (IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS)
BATCH = 64
"""Images a call; the activations of more leave the processor's cache: 1,000 at once take a fifth longer."""


class Predictor:
    """A model that answers: images in, probabilities out.

    Args:
        model: Path or content of a `model.onnx`: one input float32 (n, 28, 28, 1) of raw pixel values
            0..255, one output float32 (n, classes) of probabilities.
        is_shipped: Whether it is the model that is shipped with the lab, and no run.

    Attributes:
        class_count: How many classes it knows.
    """

    def __init__(self, model: Path | bytes, *, is_shipped: bool = False) -> None:
        self.is_shipped = is_shipped
        self._session = session_of(model)
        self._input = self._session.get_inputs()[0].name
        self.class_count = int(self._session.get_outputs()[0].shape[1])

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Tells for each image how probable each class is.

        Args:
            images: uint8 (n, 28, 28), 0 is background and 255 is ink; n may be 0.

        Returns:
            float32 (n, classes); rows sum to 1.

        Raises:
            ValueError: If the images have another shape or type.
        """
        answers = np.empty((len(images), self.class_count), np.float32)
        for start, batch in batches(images):
            answers[start : start + BATCH] = self._session.run(None, {self._input: batch})[0]
        return answers


def session_of(model: Path | bytes) -> onnxruntime.InferenceSession:
    """A model, ready to run on the thread that asks it.

    Args:
        model: Path or content of an ONNX file.
    """
    options = onnxruntime.SessionOptions()
    # A single small image gains nothing from more, and the trainings beside it want the cores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    content = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def batches(images: NDArray[np.uint8]) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Images as models get them, up to `BATCH` at a time: the place of the first, and float32 (n, 28, 28, 1).

    Args:
        images: uint8 (n, 28, 28); n may be 0.

    Raises:
        ValueError: If the images have another shape or type.
    """
    if images.dtype != np.uint8 or images.shape[1:] != IMAGE_SHAPE:
        raise ValueError(f"images must be uint8 (n, 28, 28), not {images.dtype} {images.shape}.")
    for start in range(0, len(images), BATCH):
        yield start, images[start : start + BATCH, ..., np.newaxis].astype(np.float32)
