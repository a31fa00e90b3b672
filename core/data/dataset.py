"""A data set is a value: its name, its classes and its splits, handed to whoever needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.text import ExplainedError

T = TypeVar("T", np.uint8, np.int64)

IMAGE_SIDE_PIXELS = 28
"""Images of every data set are squares of that side: the form into which recognition brings any picture."""

HIGHEST = 255
"""The highest value that a pixel can have, which is all ink."""

SPLITS: Final = ("train", "validation", "test")
"""The splits that part a data set: what a model learns from, is watched on, and is judged by."""


class DamagedDataError(ExplainedError, RuntimeError):
    """The file of a data set is missing, or is not the one that was shipped or imported."""


@dataclass(frozen=True, eq=False)
class Split:
    """Images with labels, read-only, in the order of their original file.

    Attributes:
        name: Which split it is.
        images: (n, 28, 28) uint8, 0 is background, 255 is ink.
        labels: (n,) uint8, positions in the data set's classes.
        index: (n,) int64, positions in the original file.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    index: NDArray[np.int64]


@dataclass(frozen=True)
class DatasetFacts:
    """What is known of a data set without its images.

    Attributes:
        title: What people call it.
        classes: What the classes are called, in the order of the labels.
        counts: Number of images by split.
    """

    title: str
    classes: tuple[str, ...]
    counts: Mapping[str, int]

    def count(self, *splits: str) -> int:
        """Number of images in some splits together."""
        return sum(self.counts[name] for name in splits)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Labelled images, parted into splits.

    Attributes:
        name: What manifests call it.
        title: What people call it.
        classes: What the classes are called, in the order of the labels.
        splits: By name: `train` to learn from, `validation` to watch a training on, `test` to judge by, and
            `train+validation` for both of the first two in file order.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    splits: Mapping[str, Split]

    def split(self, name: str) -> Split:
        """The split of that name.

        Raises:
            ValueError: If there is none.
        """
        try:
            return self.splits[name]
        except KeyError:
            raise ValueError(f"There is no split {name!r}; choose one of {', '.join(self.splits)}.") from None

    @property
    def facts(self) -> DatasetFacts:
        """What is known of it without its images."""
        counts = {name: len(self.split(name).labels) for name in SPLITS}
        return DatasetFacts(self.title, self.classes, counts)

    @property
    def class_noun(self) -> str:
        """What one calls a class: a digit where they are the ten digits."""
        return "digit" if self.classes == tuple("0123456789") else "class"

    @property
    def class_count(self) -> int:
        """Number of classes."""
        return len(self.classes)

    @property
    def image_count(self) -> int:
        """Number of images in train, validation and test together."""
        return sum(len(self.split(name).labels) for name in SPLITS)

    def first_row(self, split: str) -> int:
        """The row of a split's first image; rows count the images of train, validation and test on."""
        return sum(len(self.split(name).labels) for name in SPLITS[: SPLITS.index(split)])

    def place_of(self, row: int) -> tuple[str, int]:
        """The split of a row, and the position there."""
        name = next(each for each in reversed(SPLITS) if self.first_row(each) <= row)
        return name, row - self.first_row(name)

    def images_at(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The images of some rows: (n, 28, 28) uint8.

        Args:
            rows: (n,) from 0 to `image_count` - 1; see `first_row`.
        """
        return self._at(rows, [self.split(name).images for name in SPLITS])

    def labels_at(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The labels of the images of some rows: (n,) uint8."""
        return self._at(rows, [self.split(name).labels for name in SPLITS])

    def index_at(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The positions in their original file of the images of some rows: (n,) int64."""
        return self._at(rows, [self.split(name).index for name in SPLITS])

    def _at(self, rows: NDArray[np.int64], columns: Sequence[NDArray[T]]) -> NDArray[T]:
        """What a column has in some rows, taken from its part of each split; the whole is never copied."""
        found = np.empty((len(rows), *columns[0].shape[1:]), columns[0].dtype)
        for name, column in zip(SPLITS, columns, strict=True):
            own = rows - self.first_row(name)
            of_split = (own >= 0) & (own < len(column))
            found[of_split] = column[own[of_split]]
        return found
