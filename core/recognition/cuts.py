"""Where digits that touch may be cut apart: paths from top to bottom that cross little ink.

They are found as the seams of seam carving are (Avidan and Shamir 2007,
https://doi.org/10.1145/1276377.1276390), upright ones and some that lean as digits do.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

LEANS: Final = (-0.2, 0.2, 0.6)
"""Columns to the right for each row upwards, of the lines along which cuts are looked for."""
CUTS_PER_HEIGHT: Final = 7
"""How many cuts of each lean are tried for each line's height of width."""
MOST_PER_HEIGHT: Final = 11
"""How many cuts are kept for each line's height of width: those that cross the least ink."""
MOST_CROSSED: Final = 0.45
"""Of a line's height: the most ink that a cut crosses."""
_REACH: Final = 0.12
"""Of a line's height: how far a cut keeps to either side of the line along which it is looked for."""
_SIDESTEP: Final = 0.15
"""What a step to the side costs a cut, in pixels of ink."""
_INK: Final = 0.5
_LEAST_DIFFERENCE: Final = 0.018
"""Of the square of a line's height: the ink that lies between any two cuts, at least."""

Path = NDArray[np.int64]
"""The first column to the right of a cut, for each row."""


def find_cuts(levels: NDArray[np.float32], height: float, most_per_height: float) -> list[Path]:
    """Cuts from left to right, more than there are digits; two may cross each other.

    Args:
        levels: float32 (h, w), ink 0..1, of one connected part.
        height: The line's, in pixels.
        most_per_height: How many are kept for each line's height of width, see `MOST_PER_HEIGHT`.
    """
    rows, width = levels.shape
    middles = np.arange(0, width, max(1, round(height / CUTS_PER_HEIGHT)))
    reach = max(2, round(_REACH * height))
    guides = np.concatenate(
        [middles[:, np.newaxis] + np.rint(lean * (rows / 2 - np.arange(rows))) for lean in LEANS]
    ).astype(np.int64)
    paths, costs = _seams(levels, guides - reach, 2 * reach)
    cheap = np.argsort(costs, kind="stable")[: np.count_nonzero(costs <= MOST_CROSSED * height)]
    left = _ink_to_the_left(levels > _INK, paths[cheap])
    total = np.count_nonzero(levels > _INK)
    least = _LEAST_DIFFERENCE * height**2
    kept: list[int] = []
    for place, of_rows in enumerate(left):
        if len(kept) >= round(most_per_height * width / height):
            break
        is_new = least <= of_rows.sum() <= total - least
        if is_new and (np.abs(left[kept] - of_rows).sum(axis=1) >= least).all():
            kept.append(place)
    return [paths[cheap[place]] for place in sorted(kept, key=lambda place: int(left[place].sum()))]


def _ink_to_the_left(ink: NDArray[np.bool_], paths: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many pixels of ink, bool (h, w), are to the left of each path, for each row: (n, h)."""
    before = np.pad(ink.cumsum(axis=1), ((0, 0), (1, 0)))
    return np.asarray(before[np.arange(len(ink)), paths.clip(0, ink.shape[1])])


def _seams(
    levels: NDArray[np.float32], starts: NDArray[np.int64], width: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The cheapest path in each of some strips, from top to bottom, and the ink that it crosses.

    Args:
        levels: float32 (h, w), ink 0..1.
        starts: (n, h), the first column of each strip in each row; may lie beyond the picture.
        width: Of the strips, in pixels.
    """
    count, rows = starts.shape
    columns = starts[:, :, np.newaxis] + np.arange(width)
    inside = (columns >= 0) & (columns < levels.shape[1])
    ink = np.where(inside, levels[np.arange(rows)[:, np.newaxis], columns.clip(0, levels.shape[1] - 1)], 0)
    steps = np.zeros((rows, count, width), np.int8)
    costs = ink[:, 0]
    for row in range(1, rows):
        shift = np.diff(starts[:, row - 1 : row + 1], axis=1)
        places = np.arange(width) + shift
        ways = np.stack([_taken(costs, places + step) + _SIDESTEP * abs(step) for step in (-1, 0, 1)])
        steps[row] = ways.argmin(axis=0) - 1
        costs = ways.min(axis=0) + ink[:, row]
    return _traced(costs.argmin(axis=1), steps, starts), costs.min(axis=1)


def _taken(costs: NDArray[np.float32], places: NDArray[np.int64]) -> NDArray[np.float32]:
    """The costs at some places of each strip, (n, w); infinite beyond it."""
    inside = (places >= 0) & (places < costs.shape[1])
    taken = np.take_along_axis(costs, places.clip(0, costs.shape[1] - 1), axis=1)
    return np.where(inside, taken, np.float32(np.inf))


def _traced(ends: NDArray[np.int64], steps: NDArray[np.int8], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The columns of the paths that end at some places of the last row: (n, h)."""
    count, rows = starts.shape
    paths = np.empty((count, rows), np.int64)
    every = np.arange(count)
    for row in range(rows - 1, -1, -1):
        paths[:, row] = starts[:, row] + ends
        if row:
            ends = ends + steps[row, every, ends] + starts[:, row] - starts[:, row - 1]
    return paths
