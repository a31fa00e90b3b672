"""A trained model as ONNX, for a web process without TensorFlow."""

import tempfile
from pathlib import Path

import keras
import numpy as np

from core.models.build import with_probabilities
from core.models.shape import INPUT_SHAPE
from core.models.spec import ModelSpec


def to_onnx(model: keras.Model, spec: ModelSpec) -> bytes:
    """The ONNX file of a model.

    It turns raw pixels float32 (n, 28, 28, 1) into probabilities float32 (n, classes).
    """
    exported = with_probabilities(model, spec)
    exported(
        np.zeros((1, *INPUT_SHAPE), np.float32)
    )  # Keras refuses to export a model that was never called.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.onnx")
        exported.export(path, format="onnx", verbose=False)
        return path.read_bytes()
