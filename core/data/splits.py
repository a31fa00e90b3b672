"""How images are parted into splits: by a draw that anybody can repeat."""

import numpy as np
from numpy.typing import NDArray


def stratified_draw(labels: NDArray[np.uint8], size: int, seed: int, least: int = 0) -> NDArray[np.bool_]:
    """Draws `size` positions at random so that each class keeps its share, by the largest remainder.

    Args:
        labels: (n,) uint8 classes.
        size: How many to draw.
        seed: Of a `RandomState`, whose stream NumPy has frozen (NEP 19).
        least: So many of each class are drawn at least, and more than `size` in all if need be.

    Returns:
        (n,) bool, true where drawn.
    """
    generator = np.random.RandomState(seed)
    drawn = np.zeros(len(labels), bool)
    quotas = np.maximum(largest_remainder(np.bincount(labels), size), least)
    for label, quota in enumerate(quotas):
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
