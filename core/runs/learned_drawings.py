"""The labelled drawings that a training learns beside its data set, as they were when it was started."""

import hashlib
import io

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from core.data.dataset import IMAGE_SIDE_PIXELS, Split
from core.models.spec import Spec

LEARNED_SPLIT = "drawings"
"""What the split of these drawings is called in the data set that the training gets."""


class LearnedDrawings(Spec):
    """Which drawings these are.

    Attributes:
        sha256: Of their file, in hexadecimal; see `drawings_file`.
        count: How many they are.
    """

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    count: int = Field(ge=1)


def drawings_file(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> tuple[bytes, LearnedDrawings]:
    """The file of some drawings, and what it is called; the same drawings make the same file.

    Args:
        images: (n, 28, 28) uint8, n > 0, in MNIST's form.
        labels: (n,) uint8, the digits.

    Returns:
        An npz, without pickle, of both as `x` and `y`. It does not tell whose they are.
    """
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, x=images, y=labels)
    file = written.getvalue()
    return file, LearnedDrawings(sha256=hashlib.sha256(file).hexdigest(), count=len(labels))


def read_drawings_file(file: bytes) -> Split:
    """The drawings of such a file.

    Raises:
        ValueError: If it is none.
    """
    with np.load(io.BytesIO(file), allow_pickle=False) as arrays:
        images, labels = arrays["x"], arrays["y"]
    if images.shape != (len(labels), IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS) or images.dtype != np.uint8:
        raise ValueError(f"Drawings are (n, 28, 28) uint8, not {images.shape} {images.dtype}.")
    return Split(LEARNED_SPLIT, images, labels, np.arange(len(labels), dtype=np.int64))
