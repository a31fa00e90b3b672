"""Compares each two images of a data set: the nearest others of each, and the nearest pairs. Exact."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.pairs import NearestPairs, Pairs, pair_name
from core.data.dataset import SPLITS, Dataset

NEIGHBOUR_COUNT: Final = 10

_BLOCK: Final = 2_000
"""Images at a time; the distances of two blocks take 16 MB."""

_EXACT_BLOCK: Final = 500
"""Images that are compared exactly at a time: with their nearest 31 MB of whole numbers."""

_SPARE: Final = 10
"""So many more are compared exactly, for float32 rounds a squared distance by a few units."""


@dataclass(frozen=True)
class Comparison:
    """What came of comparing each two images.

    Attributes:
        neighbours: (n, k) int64 rows of the data set, see `Dataset.first_row`: of each image the nearest
            others, the nearest first and of equal ones the first row; k is `NEIGHBOUR_COUNT`, or less where
            there are fewer others.
        pairs: The nearest pairs within each split and across each two, by `pair_name`.
    """

    neighbours: NDArray[np.int64]
    pairs: Mapping[str, Pairs]


def compare_images(dataset: Dataset, tell: Callable[[float], None] = lambda share: None) -> Comparison:
    """Compares each two images once, by the Euclidean distance of their pixels.

    Args:
        dataset: The images.
        tell: Told now and then which share is done, 0..1.
    """
    images = np.concatenate([dataset.split(name).images for name in SPLITS])
    flat = images.reshape(len(images), -1)
    others = _NearestOthers(len(flat), NEIGHBOUR_COUNT)
    pairs = {each: NearestPairs(dataset) for each in combinations_with_replacement(SPLITS, 2)}
    blocks = list(_blocks(dataset))
    for k, (split, rows) in enumerate(blocks):
        tell(1 - (1 - k / len(blocks)) ** 2)
        for other_split, columns in blocks[k:]:
            apart = _squared_distances(flat[rows], flat[columns])
            if rows == columns:
                apart[np.tri(len(apart), dtype=bool)] = np.inf  # each two once, and none with itself
            others.take(apart, rows.start, columns.start)
            pairs[split, other_split].take(apart, rows, columns)
    found: dict[str, Pairs] = {}
    for (split, other_split), nearest in pairs.items():
        found[pair_name(split, other_split, differ=False)] = nearest.same()
        found[pair_name(split, other_split, differ=True)] = nearest.differing()
    return Comparison(others.sorted_exactly(flat), found)


def _blocks(dataset: Dataset) -> Iterator[tuple[str, slice]]:
    """Rows of the data set, each block within one split."""
    for name in SPLITS:
        first = dataset.first_row(name)
        end = first + len(dataset.split(name).labels)
        for start in range(first, end, _BLOCK):
            yield name, slice(start, min(start + _BLOCK, end))


def _squared_distances(images: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(r, c) float32 of (r, p) and (c, p) pixels 0 to 255."""
    rows, columns = images.astype(np.float32), others.astype(np.float32)
    apart = rows @ columns.T
    apart *= -2
    apart += np.einsum("np,np->n", columns, columns)
    apart += np.einsum("np,np->n", rows, rows)[:, np.newaxis]
    return apart


class _NearestOthers:
    """The nearest others of each image among all blocks so far, a few more than are asked for."""

    def __init__(self, image_count: int, count: int) -> None:
        self._count = min(count, image_count - 1)
        self._most = min(count + _SPARE, image_count - 1)
        self._apart = np.full((image_count, self._most), np.inf, np.float32)
        self._rows = np.zeros((image_count, self._most), np.int32)

    def take(self, apart: NDArray[np.float32], first_row: int, first_column: int) -> None:
        """Takes the distances (r, c) of two blocks of images; infinite is no pair."""
        self._merge(apart, first_row, first_column)
        self._merge(np.ascontiguousarray(apart.T), first_column, first_row)

    def _merge(self, apart: NDArray[np.float32], start: int, first_other: int) -> None:
        """Takes the images of one side as others of those of the other side, from `start` on."""
        kept = slice(start, start + len(apart))
        near = apart < self._apart[kept, -1:]
        if apart.shape[1] > self._most:
            near &= apart <= np.partition(apart, self._most - 1, axis=1)[:, self._most - 1, np.newaxis]
        own, other = np.nonzero(near)
        of_which = np.concatenate([np.repeat(np.arange(len(apart)), self._most), own])
        distances = np.concatenate([self._apart[kept].ravel(), apart[own, other]])
        rows = np.concatenate([self._rows[kept].ravel(), other.astype(np.int32) + first_other])
        order = np.lexsort((rows, distances, of_which))
        counts = np.bincount(own, minlength=len(apart)) + self._most
        first = np.cumsum(counts) - counts
        chosen = order[first[:, np.newaxis] + np.arange(self._most)]
        self._apart[kept], self._rows[kept] = distances[chosen], rows[chosen]

    def sorted_exactly(self, flat: NDArray[np.uint8]) -> NDArray[np.int64]:
        """(n, count) rows of the nearest others, by whole numbers.

        Args:
            flat: (n, p) the pixels of all images.
        """
        found = np.empty((len(flat), self._count), np.int64)
        for start in range(0, len(flat), _EXACT_BLOCK):
            block = slice(start, start + _EXACT_BLOCK)
            near = np.sort(self._rows[block], axis=1)
            apart = flat[near].astype(np.int32) - flat[block, np.newaxis]
            order = np.einsum("nkp,nkp->nk", apart, apart).argsort(axis=1, kind="stable")[:, : self._count]
            found[block] = np.take_along_axis(near, order, axis=1)
        return found
