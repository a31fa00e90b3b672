"""The pairs of images that are nearest to each other, within a split and across two."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SPLITS, Dataset

OF_EACH_CLASS: Final = 6
"""Pairs that are kept of each class, where both images have its label."""

DIFFERING: Final = 60
"""Pairs that are kept of those whose images have different labels."""

_SPARE: Final = 60
"""So many more are compared exactly, for float32 rounds a squared distance by a few units."""

Pairs = NDArray[np.int64]
"""(n, 2) rows of a data set; see `Dataset.first_row`."""


def pair_name(first: str, second: str, *, differ: bool) -> str:
    """What the pairs of two splits are called in a file.

    Args:
        first: The split of the first image of each pair.
        second: That of the second: the same, or a later one.
        differ: Whether the pairs with different labels are meant, or those with the same.
    """
    return f"{first}-{second}-{'differ' if differ else 'same'}"


def distances_of(dataset: Dataset, pairs: Pairs) -> NDArray[np.float64]:
    """(n,) Euclidean distances of the two images of each pair, pixels 0 to 1 each."""
    return np.sqrt(_squared(dataset, pairs)) / 255


class NearestPairs:
    """The nearest pairs of one image of each of two splits, among all blocks of distances so far.

    Of pairs that are equally far apart the one with the first rows comes first.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._labels = np.concatenate([dataset.split(name).labels for name in SPLITS])
        self._of_class = [_Kept(OF_EACH_CLASS + _SPARE) for _ in range(dataset.class_count)]
        self._differing = _Kept(DIFFERING + _SPARE)

    def take(self, apart: NDArray[np.float32], rows: slice, columns: slice) -> None:
        """Takes the squared distances (r, c) of some rows to others; infinite is no pair."""
        own, other = self._labels[rows], self._labels[columns]
        is_same = own[:, np.newaxis] == other
        limits = np.array([kept.limit for kept in self._of_class], np.float32)[own]
        near = np.argwhere(is_same & (apart < limits[:, np.newaxis]))
        labels = own[near[:, 0]]
        first_rows = np.array([rows.start, columns.start])
        for label in np.unique(labels):
            pairs = near[labels == label]
            self._of_class[label].take(apart[tuple(pairs.T)], pairs + first_rows)
        pairs = np.argwhere(~is_same & (apart < self._differing.limit))
        self._differing.take(apart[tuple(pairs.T)], pairs + first_rows)

    def same(self) -> Pairs:
        """Up to `OF_EACH_CLASS` pairs with each label, label by label, the nearest first."""
        return np.concatenate([self._nearest(kept, OF_EACH_CLASS) for kept in self._of_class])

    def differing(self) -> Pairs:
        """Up to `DIFFERING` pairs with different labels, the nearest first."""
        return self._nearest(self._differing, DIFFERING)

    def _nearest(self, kept: "_Kept", count: int) -> Pairs:
        pairs = kept.pairs
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0], _squared(self._dataset, pairs)))][:count]


class _Kept:
    """The nearest pairs so far.

    Attributes:
        pairs: (m, 2) int64 rows, m <= `most`.
        limit: The squared distance below which a pair is among them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._apart = np.empty(0, np.float32)
        self.pairs: Pairs = np.empty((0, 2), np.int64)
        self.limit = np.float32(np.inf)

    def take(self, apart: NDArray[np.float32], pairs: Pairs) -> None:
        """Takes the squared distances (p,) of (p, 2) pairs, all of them below the limit."""
        together = np.concatenate([self._apart, apart])
        pairs = np.concatenate([self.pairs, pairs])
        if len(together) > self._most:
            near = together.argsort(kind="stable")[: self._most]
            together, pairs = together[near], pairs[near]
        self._apart, self.pairs = together, pairs
        if len(together) == self._most:
            self.limit = together.max()


def _squared(dataset: Dataset, pairs: Pairs) -> NDArray[np.int64]:
    apart = dataset.images_at(pairs[:, 0]).astype(np.int64) - dataset.images_at(pairs[:, 1])
    squared: NDArray[np.int64] = (apart * apart).sum(axis=(1, 2))
    return squared
