"""IDX, the format of MNIST's own files (http://yann.lecun.com/exdb/mnist/), compressed by gzip or not.

A header names the type of the values and the size of each axis, in big-endian numbers; the values follow.
"""

import gzip
import struct
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final, cast

import numpy as np
from numpy.typing import NDArray

from core.data_import.item import MOST_IMAGES, ImportRefused, Item, Items, check_count, check_sides

_UNSIGNED_BYTES: Final = 0x08
_GZIP: Final = b"\x1f\x8b"


def is_idx(path: Path) -> bool:
    """Whether a file begins as IDX does, once its compression is taken off."""
    try:
        with _opened(path) as file:
            start = file.read(4)
    except (OSError, EOFError, zlib.error):
        return False
    return len(start) == 4 and start[:2] == b"\x00\x00" and start[2] == _UNSIGNED_BYTES


def read_idx(files: Mapping[str, Path]) -> Items:
    """The images of IDX files, each with the label that stands at its place in the other file.

    Args:
        files: By their names, of which one with `train` and one with `t10k` or `test` tell the split: an
            image file (three axes) and a label file (one axis) for each split.

    Raises:
        ImportRefused: If they are not such pairs, or one is damaged.
    """
    pairs: dict[str, dict[int, tuple[str, Path]]] = {}
    for name, path in files.items():
        axes = len(_shape(name, path))
        if axes not in (1, 3) or axes in pairs.setdefault(split_of(name), {}):
            raise ImportRefused(
                "{name} does not fit; give one file of images and one of labels for each split.", name=name
            )
        pairs[split_of(name)][axes] = name, path
    for pair in pairs.values():
        if len(pair) != 2:
            ((name, _),) = pair.values()
            missing = "labels" if 3 in pair else "images"
            raise ImportRefused(
                "{name} has no file of {missing} with it; give both.", name=name, missing=missing
            )
    for split, pair in pairs.items():
        yield from _pair(split, pair[3], pair[1])


def _pair(split: str, images: tuple[str, Path], labels: tuple[str, Path]) -> Items:
    count, height, width = _shape(*images)
    check_count(count, images[0])
    check_sides(height, width, images[0])
    (label_count,) = _shape(*labels)
    if label_count != count:
        raise ImportRefused(
            "{images} has {count:,} images and {labels} {label_count:,} labels; give as many of both.",
            images=images[0], count=count, labels=labels[0], label_count=label_count,
        )  # fmt: skip
    known = _values(*labels, count)
    with _opened(images[1]) as file:
        file.seek(16)
        for position, label in enumerate(known.tolist()):
            picture = _read(file, height * width, images[0]).reshape(height, width)
            yield Item(f"{images[0]}, image {position:,}", picture, str(label), split)


def split_of(name: str) -> str:
    """The split that a file's name tells; empty if it tells none."""
    lower = name.lower()
    if "t10k" in lower or "test" in lower:
        return "test"
    return "validation" if "validation" in lower else "train" if "train" in lower else ""


def _shape(name: str, path: Path) -> tuple[int, ...]:
    """The size of each axis, as the header says it."""
    try:
        with _opened(path) as file:
            start = file.read(4)
            if len(start) < 4 or start[:2] != b"\x00\x00":
                raise ImportRefused("{name} is no IDX file; give one as MNIST's own.", name=name)
            if start[2] != _UNSIGNED_BYTES:
                raise ImportRefused(
                    "The values of {name} are no unsigned bytes; save them as such.", name=name
                )
            sizes = file.read(4 * start[3])
            if len(sizes) < 4 * start[3]:
                raise ImportRefused("{name} ends within its header; send it again.", name=name)
            return struct.unpack(f">{start[3]}I", sizes)
    except (OSError, EOFError, zlib.error):
        raise ImportRefused("{name} is damaged; send it again.", name=name) from None


def _values(name: str, path: Path, count: int) -> NDArray[np.uint8]:
    if count > MOST_IMAGES:
        check_count(count, name)
    with _opened(path) as file:
        file.seek(8)
        return _read(file, count, name)


def _read(file: BinaryIO, count: int, name: str) -> NDArray[np.uint8]:
    """So many bytes, and no fewer; memory is taken for no more than are there."""
    try:
        found = file.read(count)
    except (OSError, EOFError, zlib.error):
        raise ImportRefused("{name} is damaged; send it again.", name=name) from None
    if len(found) < count:
        raise ImportRefused("{name} ends before its last value; send it again.", name=name)
    return np.frombuffer(found, np.uint8)


def _opened(path: Path) -> BinaryIO:
    with closing(path.open("rb")) as file:
        compressed = file.read(2) == _GZIP
    return cast(BinaryIO, gzip.open(path, "rb") if compressed else path.open("rb"))
