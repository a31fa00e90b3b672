"""A data set as one file: an npz, without pickle, of its images, labels and what was computed of them."""

import io
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SPLITS, Dataset, Split

_COMPUTED = "computed_"
"""How the names of the arrays begin that are not the data set itself."""

_PARTS = ("images", "labels", "index", "counts", "classes")


def write_dataset(
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    splits: NDArray[np.uint8],
    index: NDArray[np.int64],
    classes: tuple[str, ...],
) -> bytes:
    """The file of a data set of which nothing was computed yet.

    Args:
        images: (n, 28, 28) uint8.
        labels: (n,) uint8, positions in the classes.
        splits: (n,) uint8, positions in `SPLITS`.
        index: (n,) int64, see `Split`.
        classes: What the classes are called.
    """
    order = np.argsort(splits, kind="stable")
    counts = np.bincount(splits, minlength=len(SPLITS))
    parts = (images[order], labels[order], index[order], counts, np.array(classes))
    return _npz(dict(zip(_PARTS, parts, strict=True)))


def with_computed(file: bytes, computed: Mapping[str, NDArray[np.generic]]) -> bytes:
    """The file with further arrays of what was computed of the images, by name."""
    return _npz({**_arrays(file), **{_COMPUTED + name: each for name, each in computed.items()}})


def read_dataset(file: bytes, name: str, title: str) -> Dataset:
    """The data set of a file; the images of a split are a part of the file's own, nothing is copied.

    `train+validation` has the images of train first. Raises what `numpy.load` raises for another file.
    """
    arrays = _arrays(file)
    bounds = [0, *np.cumsum(arrays["counts"]).tolist()]
    reach = dict(zip(SPLITS, pairwise(bounds), strict=True)) | {"train+validation": (0, bounds[2])}
    splits = {each: _split(each, arrays, slice(*ends)) for each, ends in reach.items()}
    return Dataset(name, title, tuple(str(each) for each in arrays["classes"]), splits)


def read_computed(file: bytes) -> dict[str, NDArray[np.generic]]:
    """What was computed of the images, by name."""
    found = {name.removeprefix(_COMPUTED): each for name, each in _arrays(file).items() if _COMPUTED in name}
    for each in found.values():
        each.setflags(write=False)
    return found


def _split(name: str, arrays: Mapping[str, NDArray[np.generic]], rows: slice) -> Split:
    images, labels = arrays["images"][rows].astype(np.uint8, copy=False), arrays["labels"][rows]
    parts = images, labels.astype(np.uint8, copy=False), arrays["index"][rows].astype(np.int64, copy=False)
    for part in parts:
        part.setflags(write=False)
    return Split(name, *parts)


def _npz(arrays: Mapping[str, NDArray[np.generic]]) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _arrays(file: bytes) -> dict[str, NDArray[np.generic]]:
    with np.load(io.BytesIO(file), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
