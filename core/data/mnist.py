"""The bundled MNIST: all 70,000 images, checked, loaded once, read-only."""

import functools
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PATH = Path(__file__).with_name("mnist.npz")

SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
"""Of `mnist.npz` in the layout of keras.datasets, whose arrays equal the original IDX files."""


class DamagedDataError(RuntimeError):
    """The bundled data set is missing or is not the file that this project ships."""


@dataclass(frozen=True)
class Mnist:
    """The two original files as read-only arrays, in file order.

    Attributes:
        training_images: (60000, 28, 28) uint8; rows from the top, 0 is background, 255 is ink.
        training_labels: (60000,) uint8, 0..9.
        test_images: (10000, 28, 28) uint8.
        test_labels: (10000,) uint8, 0..9.
    """

    training_images: NDArray[np.uint8]
    training_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


def read_mnist(path: Path) -> Mnist:
    """The data set from a file, after its SHA-256 has been checked.

    Raises:
        DamagedDataError: If the file cannot be read or has other content.
    """
    data = _checked_bytes(path)
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        names = ("x_train", "y_train", "x_test", "y_test")
        return Mnist(*(_read_only(arrays[name]) for name in names))


@functools.cache
def mnist() -> Mnist:
    """The bundled data set, loaded once for the whole process.

    Raises:
        DamagedDataError: If the bundled file is missing or damaged.
    """
    return read_mnist(PATH)


def _checked_bytes(path: Path) -> bytes:
    remedy = "install Digit Lab again to restore it."
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DamagedDataError(f"The data file {path} cannot be read ({error.strerror}); {remedy}") from error
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise DamagedDataError(f"The data file {path} is damaged ({len(data):,} bytes); {remedy}")
    return data


def _read_only(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    array.setflags(write=False)
    return array
