"""Principal component analysis (Pearson 1901)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_BLOCK: Final = 2_000
"""Vectors that are turned into float32 at a time, 16 MB for 2,048 numbers each."""


def principal_axes(
    vectors: NDArray[np.number], count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The directions in which vectors vary most.

    An axis's sign is free: the largest of its weights is above 0.

    Args:
        vectors: (n, d), of any type of numbers.
        count: How many axes, up to d.

    Returns:
        The mean, (d,) float32; and the axes, (d, count) float32, orthonormal, that of most variance first.
    """
    mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    scatter = np.zeros((len(mean), len(mean)))
    for start in range(0, len(vectors), _BLOCK):
        centred = vectors[start : start + _BLOCK] - mean
        scatter += centred.T @ centred
    _, found = np.linalg.eigh(scatter)
    axes = found[:, : -count - 1 : -1]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(count)]
    return mean, (axes * np.where(largest < 0, -1, 1)).astype(np.float32)


def first_two(components: NDArray[np.floating]) -> NDArray[np.floating]:
    """The first two of k components, (n, 2); where there is one alone, the second is 0."""
    return np.pad(components[:, :2], ((0, 0), (0, max(0, 2 - components.shape[1]))))
