"""Numbers and ranges as an address lists them: `3,17,20..40`, also by split: `train:3,17,test:5..9`."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Ranges = list[tuple[float, float]]
"""Each from its low to its high end, which both belong to it; infinite where it is open."""


def written_ranges(numbers: NDArray[np.integer]) -> tuple[str, ...]:
    """Whole numbers as an address lists them, in ascending order: those that follow each other as a range.

    Args:
        numbers: (n,) in any order, n >= 1.
    """
    distinct = np.unique(numbers)
    runs = np.split(distinct, np.flatnonzero(np.diff(distinct) > 1) + 1)
    return tuple(f"{run[0]}..{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def by_split(written: Iterable[str]) -> dict[str, list[str]]:
    """The parts of a list by their split, which holds from where it is written to the next one.

    Those that stand before any split are under the empty name: they are of each.
    """
    found: dict[str, list[str]] = {}
    split = ""
    for each in written:
        named, colon, part = each.rpartition(":")
        split = named if colon else split
        found.setdefault(split, []).append(part)
    return found


def ranges_of(written: Iterable[str]) -> Ranges:
    """The ranges that a list without splits holds, a number being one from itself to itself."""
    parts = (each.partition("..") for each in written)
    return [(float(low or "-inf"), float((high if dots else low) or "inf")) for low, dots, high in parts]


def lies_in(values: NDArray[np.generic], ranges: Ranges) -> NDArray[np.bool_]:
    """Which numbers lie in one of the ranges: (n,) bool; NaN lies in none.

    Args:
        values: (n,) numbers, compared as float32.
        ranges: At least one; they may overlap.
    """
    lows, highs = np.array(sorted(ranges), np.float32).T
    highs = np.maximum.accumulate(highs)  # the furthest of all ranges that begin there or before
    last = np.searchsorted(lows, values, side="right") - 1
    return np.asarray((last >= 0) & (values <= highs[last]))
