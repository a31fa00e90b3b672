"""The splits: which images a model learns from and which it is measured on."""

import functools
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.data.mnist import mnist

SplitName = Literal["train", "validation", "test", "train+validation"]

VALIDATION_SIZE = 5_000
_VALIDATION_SEED = 20_101
"""Never change it: every accuracy on `validation` that was ever stored belongs to this draw."""


@dataclass(frozen=True)
class Split:
    """Images with labels, read-only, in the order of their original file.

    Attributes:
        name: Which split it is.
        images: (n, 28, 28) uint8, 0 is background, 255 is ink.
        labels: (n,) uint8, 0..9.
        index: (n,) int64, position in the original file: the test file for `test`, else the training file.
    """

    name: SplitName
    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    index: NDArray[np.int64]


@functools.cache
def split(name: SplitName) -> Split:
    """A split of MNIST by name, made once for the whole process.

    `train` (55,000) and `validation` (5,000) part the original training file; `train+validation` is that
    file as it is; `test` is the original test file.

    Raises:
        ValueError: If there is no split of that name.
        DamagedDataError: If the bundled file is damaged.
    """
    data = mnist()
    if name == "test":
        return Split(name, data.test_images, data.test_labels, _positions(len(data.test_labels)))
    if name == "train+validation":
        return Split(name, data.training_images, data.training_labels, _positions(len(data.training_labels)))
    if name not in get_args(SplitName):
        raise ValueError(f"There is no split {name!r}; choose one of {', '.join(get_args(SplitName))}.")
    held_out = stratified_draw(data.training_labels, VALIDATION_SIZE, _VALIDATION_SEED)
    return _part(name, held_out if name == "validation" else ~held_out)


def stratified_draw(labels: NDArray[np.uint8], size: int, seed: int) -> NDArray[np.bool_]:
    """Draws `size` positions at random so that each class keeps its share, by the largest remainder.

    Args:
        labels: (n,) uint8 classes.
        size: How many to draw.
        seed: Of a `RandomState`, whose stream NumPy has frozen (NEP 19).

    Returns:
        (n,) bool, true where drawn.
    """
    generator = np.random.RandomState(seed)
    drawn = np.zeros(len(labels), bool)
    for label, quota in enumerate(largest_remainder(np.bincount(labels), size)):
        drawn[generator.permutation(np.flatnonzero(labels == label))[:quota]] = True
    return drawn


def largest_remainder(counts: NDArray[np.int64], seats: int) -> NDArray[np.int64]:
    """Shares out `seats` in proportion to `counts`, by Hamilton's method; ties go to the first.

    Args:
        counts: (k,) int64, not all 0.
        seats: How many to share out.

    Returns:
        (k,) int64, sums to `seats`.
    """
    exact, total = counts * seats, counts.sum()
    quotas: NDArray[np.int64] = exact // total
    by_remainder = np.argsort(-(exact % total), kind="stable")
    quotas[by_remainder[: seats - quotas.sum()]] += 1
    return quotas


def _part(name: SplitName, chosen: NDArray[np.bool_]) -> Split:
    data = mnist()
    arrays = data.training_images[chosen], data.training_labels[chosen], np.flatnonzero(chosen)
    for array in arrays:
        array.setflags(write=False)
    return Split(name, *arrays)


def _positions(count: int) -> NDArray[np.int64]:
    positions = np.arange(count, dtype=np.int64)
    positions.setflags(write=False)
    return positions
