"""The pairs of images that are nearest to each other, within a split and across two: exact, by blocks."""

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import IMAGE_SIDE_PIXELS, SPLITS, Dataset

OF_EACH_CLASS: Final = 6
"""Pairs that are kept of each class, where both images have its label."""

DIFFERING: Final = 60
"""Pairs that are kept of those whose images have different labels."""

_BLOCK: Final = 2_000
"""Rows at a time; their distances to 55,000 images take 440 MB."""

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


def nearest_pairs(dataset: Dataset) -> Mapping[str, Pairs]:
    """The pairs of `pairs_between` for each two splits; five minutes for 70,000 images on two cores."""
    found: dict[str, Pairs] = {}
    for first, second in combinations_with_replacement(SPLITS, 2):
        found |= pairs_between(dataset, first, second)
    return found


def pairs_between(dataset: Dataset, first: str, second: str) -> Mapping[str, Pairs]:
    """The nearest pairs of one image of each of two splits, by the Euclidean distance of the pixels.

    Of pairs that are equally far apart the one with the first rows comes first.

    Args:
        dataset: What the splits are of.
        first: A split.
        second: Another one that comes later, or the same.

    Returns:
        By `pair_name`: of pairs with the same label up to `OF_EACH_CLASS` of each, label by label, the
        nearest first; of pairs with different labels up to `DIFFERING`, the nearest first.
    """
    labels = dataset.split(first).labels, dataset.split(second).labels
    of_class = [
        _nearest(dataset, first, second, OF_EACH_CLASS, label) for label in range(dataset.class_count)
    ]
    return {
        pair_name(first, second, differ=False): np.concatenate(of_class),
        pair_name(first, second, differ=True): _nearest(dataset, first, second, DIFFERING, labels),
    }


def distances_of(dataset: Dataset, pairs: Pairs) -> NDArray[np.float64]:
    """(n,) Euclidean distances of the two images of each pair, pixels 0 to 1 each."""
    return np.sqrt(_squared(dataset, pairs)) / 255


def _nearest(
    dataset: Dataset,
    first: str,
    second: str,
    count: int,
    wanted: int | tuple[NDArray[np.uint8], NDArray[np.uint8]],
) -> Pairs:
    """Up to `count` pairs with one label, or with different ones if the labels of both splits are given."""
    positions = [
        np.flatnonzero(split.labels == wanted) if isinstance(wanted, int) else np.arange(len(split.labels))
        for split in (dataset.split(first), dataset.split(second))
    ]
    images = [dataset.split(name).images[own] for name, own in zip((first, second), positions, strict=True)]
    kept = _Nearest(count + _SPARE)
    for start, apart in _distances(images[0], images[1], is_within=first == second):
        if not isinstance(wanted, int):
            apart[wanted[0][start : start + len(apart), np.newaxis] == wanted[1]] = np.inf
        kept.take(apart, start)
    rows = [
        dataset.first_row(name) + own[kept.pairs[:, side]]
        for side, (name, own) in enumerate(zip((first, second), positions, strict=True))
    ]
    pairs = np.stack(rows, axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0], _squared(dataset, pairs)))][:count]


class _Nearest:
    """The nearest pairs of all blocks so far.

    Attributes:
        pairs: (m, 2) int64 positions among the images of both sides, m <= `most`.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._apart = np.empty(0, np.float32)
        self.pairs = np.empty((0, 2), np.int64)

    def take(self, apart: NDArray[np.float32], start: int) -> None:
        """Takes the distances (r, c) of the first side's images from `start` on; infinite is no pair."""
        limit = self._apart.max() if len(self._apart) == self._most else np.finfo(np.float32).max
        rows, columns = np.nonzero(apart <= limit)
        together = np.concatenate([self._apart, apart[rows, columns]])
        pairs = np.concatenate([self.pairs, np.stack([rows + start, columns], axis=1)])
        if len(together) > self._most:
            near = np.argpartition(together, self._most - 1)[: self._most]
            together, pairs = together[near], pairs[near]
        self._apart, self.pairs = together, pairs


def _distances(
    images: NDArray[np.uint8], others: NDArray[np.uint8], *, is_within: bool
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Squared distances (r, n) of blocks of images to the others, and where each block starts.

    Args:
        images: (m, 28, 28).
        others: (n, 28, 28).
        is_within: Whether both are the same, so that each two of them are a pair once.
    """
    columns = _flat(others)
    squares = np.einsum("np,np->n", columns, columns)
    for start in range(0, len(images), _BLOCK):
        block = _flat(images[start : start + _BLOCK])
        apart = block @ columns.T
        apart *= -2
        apart += squares
        apart += np.einsum("np,np->n", block, block)[:, np.newaxis]
        if is_within:
            end = start + len(block)
            apart[:, :end][np.tri(len(block), end, start, bool)] = np.inf
        yield start, apart


def _flat(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    return images.reshape(len(images), IMAGE_SIDE_PIXELS**2).astype(np.float32)


def _squared(dataset: Dataset, pairs: Pairs) -> NDArray[np.int64]:
    apart = dataset.images_at(pairs[:, 0]).astype(np.int64) - dataset.images_at(pairs[:, 1])
    squared: NDArray[np.int64] = (apart * apart).sum(axis=(1, 2))
    return squared
