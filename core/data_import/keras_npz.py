"""An npz as `keras.datasets` ships them: `x_train`, `y_train` and, if there is one, `x_test`, `y_test`."""

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from core.data_import.item import ImportRefused, Item, Items, check_count, check_sides

_SPLITS: Final = {"train": "train", "val": "validation", "validation": "validation", "test": "test", "": ""}
"""By what follows the `x_` of a name; `x` and `y` alone tell no split."""

_BROKEN: Final = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


class _Header(Protocol):
    def __call__(self, file: object, /) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]: ...


_HEADERS: Final = {
    (1, 0): cast(_Header, np.lib.format.read_array_header_1_0),
    (2, 0): cast(_Header, np.lib.format.read_array_header_2_0),
}


def read_keras_npz(name: str, path: Path) -> Items:
    """The images of an npz, each with its label.

    Nothing is unpickled, and no array of images is read as a whole.

    Args:
        name: What the file is called.
        path: Where it is.

    Raises:
        ImportRefused: If it has no such arrays, or they do not fit.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
            pairs = [
                (f"x{ending}.npy", f"y{ending}.npy", split)
                for end, split in _SPLITS.items()
                if f"x{(ending := f'_{end}' if end else '')}.npy" in members
            ]
            if not pairs:
                raise ImportRefused(
                    "{name} has no array x_train or x; save it as keras.datasets does.", name=name
                )
            for images, labels, split in pairs:
                if labels not in members:
                    raise ImportRefused(
                        "{name} has {images} and no {labels}; save both.",
                        name=name, images=images.removesuffix(".npy"), labels=labels.removesuffix(".npy"),
                    )  # fmt: skip
                yield from _pair(archive, images, labels, split)
    except _BROKEN:
        raise ImportRefused("{name} is damaged; save or send it again.", name=name) from None


def _pair(archive: zipfile.ZipFile, images: str, labels: str, split: str) -> Items:
    known = _labels(archive, labels)
    name = images.removesuffix(".npy")
    with archive.open(images) as file:
        shape, dtype = _header(file, name)
        if len(shape) == 4 and shape[3] == 1:
            shape = shape[:3]
        if len(shape) != 3:
            raise ImportRefused(
                "{name} has the shape {shape}; images have (count, height, width).",
                name=name,
                shape=str(shape),
            )
        count, height, width = shape
        check_count(count, name)
        check_sides(height, width, name)
        if len(known) != count:
            raise ImportRefused(
                "{name} has {count:,} images and there are {labels:,} labels; give as many of both.",
                name=name, count=count, labels=len(known),
            )  # fmt: skip
        as_pixels = _scale(dtype, name)
        for position, label in enumerate(known):
            values = np.frombuffer(_read(file, height * width * dtype.itemsize, name), dtype)
            picture = as_pixels(values.reshape(height, width))
            yield Item(f"{name}, image {position:,}", picture, label, split)


def _labels(archive: zipfile.ZipFile, member: str) -> list[str]:
    name = member.removesuffix(".npy")
    with archive.open(member) as file:
        shape, dtype = _header(file, name)
        if len(shape) == 2 and shape[1] == 1:
            shape = shape[:1]
        if len(shape) != 1 or dtype.kind not in "ui":
            raise ImportRefused(
                "{name} are no labels; they are whole numbers, one for each image.", name=name
            )
        check_count(shape[0], name)
        values = np.frombuffer(_read(file, shape[0] * dtype.itemsize, name), dtype)
        return [str(value) for value in values.tolist()]


def _header(file: object, name: str) -> tuple[tuple[int, ...], np.dtype[np.generic]]:
    """Shape and type of an array; its values follow in the file."""
    try:
        version = np.lib.format.read_magic(file)  # type: ignore[arg-type]
        shape, is_fortran, dtype = _HEADERS[version](file)
    except (ValueError, KeyError):
        raise ImportRefused("{name} is no array that NumPy wrote; save it anew.", name=name) from None
    if dtype.hasobject:
        raise ImportRefused("{name} is pickled, which is never read; save it as numbers.", name=name)
    if is_fortran and len(shape) > 1:
        raise ImportRefused(
            "{name} is saved column by column; save numpy.ascontiguousarray of it.", name=name
        )
    return shape, dtype


def _scale(dtype: np.dtype[np.generic], name: str) -> Callable[[NDArray[np.generic]], NDArray[np.uint8]]:
    """What makes pixels of values: whole numbers 0 to 255 as they are, fractions 0 to 1 times 255."""
    if dtype.kind in "uib":
        highest, factor = 255, 1
    elif dtype.kind == "f":
        highest, factor = 1, 255
    else:
        raise ImportRefused("{name} holds no numbers; save pixels from 0 to 255.", name=name)

    def as_pixels(values: NDArray[np.generic]) -> NDArray[np.uint8]:
        numbers = values.astype(np.float64)
        if not (numbers >= 0).all() or not (numbers <= highest).all():
            raise ImportRefused(
                "{name} holds values that are not from 0 to {highest}; save pixels from 0 to 255,"
                " or fractions from 0 to 1.",
                name=name, highest=highest,
            )  # fmt: skip
        return np.rint(numbers * factor).astype(np.uint8)

    return as_pixels


class _Readable(Protocol):
    def read(self, count: int, /) -> bytes: ...


def _read(file: _Readable, count: int, name: str) -> bytes:
    """So many bytes, and no fewer; memory is taken for no more than are there."""
    parts: list[bytes] = []
    missing = count
    while missing and (part := file.read(missing)):
        parts.append(part)
        missing -= len(part)
    if missing:
        raise ImportRefused("{name} ends before its last value; send it again.", name=name)
    return b"".join(parts)
