"""The bundled MNIST: all 70,000 images, checked, loaded once, read-only, in its splits."""

import functools
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import DamagedDataError, Dataset, Split
from core.data.splits import stratified_draw

PATH = Path(__file__).with_name("mnist.npz")

SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
"""Of `mnist.npz` in the layout of keras.datasets, whose arrays equal the original IDX files."""

CLASSES = tuple("0123456789")
VALIDATION_SIZE = 5_000
_VALIDATION_SEED = 20_101
"""Never change it: every accuracy on `validation` that was ever stored belongs to this draw."""


@functools.cache
def mnist() -> Dataset:
    """The bundled data set, loaded once for the whole process.

    Raises:
        DamagedDataError: If the bundled file is missing or damaged.
    """
    return read_mnist(PATH)


def read_mnist(path: Path) -> Dataset:
    """The data set from a file, after its SHA-256 has been checked.

    `train` (55,000) and `validation` (5,000) part the original training file; `train+validation` is that file
    as it is; `test` (10,000) is the original test file. A split's `index` counts in its original file.

    Raises:
        DamagedDataError: If the file cannot be read or has other content.
    """
    with np.load(io.BytesIO(_checked_bytes(path)), allow_pickle=False) as arrays:
        training = _whole("train+validation", arrays["x_train"], arrays["y_train"])
        test = _whole("test", arrays["x_test"], arrays["y_test"])
    return Dataset("mnist", "MNIST", CLASSES, _Splits(training, test))


class _Splits(Mapping[str, Split]):
    """The four splits. Two of them copy images, so each is made when somebody first asks for it."""

    def __init__(self, training: Split, test: Split) -> None:
        self._makers: dict[str, Callable[[], Split]] = {
            "train": functools.cache(lambda: _part("train", training, ~_held_out(training))),
            "validation": functools.cache(lambda: _part("validation", training, _held_out(training))),
            "test": lambda: test,
            "train+validation": lambda: training,
        }

    def __getitem__(self, name: str) -> Split:
        return self._makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def _held_out(training: Split) -> NDArray[np.bool_]:
    """(60000,) bool, true where an image of the training file belongs to validation."""
    return stratified_draw(training.labels, VALIDATION_SIZE, _VALIDATION_SEED)


def _part(name: str, whole: Split, chosen: NDArray[np.bool_]) -> Split:
    return _split(name, whole.images[chosen], whole.labels[chosen], np.flatnonzero(chosen))


def _whole(name: str, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Split:
    return _split(name, images, labels, np.arange(len(labels), dtype=np.int64))


def _split(
    name: str, images: NDArray[np.uint8], labels: NDArray[np.uint8], index: NDArray[np.int64]
) -> Split:
    for array in (images, labels, index):
        array.setflags(write=False)
    return Split(name, images, labels, index)


def _checked_bytes(path: Path) -> bytes:
    remedy = "install Digit Lab again to restore it."
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DamagedDataError(
            "The data file {path} cannot be read ({error}); " + remedy,
            path=str(path), error=str(error.strerror),
        ) from error  # fmt: skip
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise DamagedDataError(
            "The data file {path} is damaged ({count:,} bytes); " + remedy, path=str(path), count=len(data)
        )
    return data
