"""A model with its optimiser as the bytes of a `.keras` file, and back."""

import tempfile
from pathlib import Path

import keras

_NAME = "model.keras"


def to_bytes(model: keras.Model) -> bytes:
    """The `.keras` file of a model, with the optimiser's state if it is compiled."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, _NAME)
        model.save(path)
        return path.read_bytes()


def from_bytes(data: bytes) -> keras.Model:
    """The model of a `.keras` file that this lab wrote.

    Raises:
        ValueError: If the bytes are no such file.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, _NAME)
        path.write_bytes(data)
        return keras.saving.load_model(path, compile=True)
