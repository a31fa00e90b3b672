"""The printed frame around a digit: two level lines and two upright ones that meet in four corners."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

CORNER: Final = 0.06
"""Of the picture's shorter side: how far two sides of a frame may end from where they meet."""
_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Paths:
    """Straight lines with two ends, all (n,), in pixels.

    Level lines have a row at each column; of upright ones rows and columns are exchanged.

    Attributes:
        start: The row at column 0.
        slope: Rows for each column.
        first: The first column.
        last: The last column.
    """

    start: _Floats
    slope: _Floats
    first: _Floats
    last: _Floats

    def meets(self, upright: "Paths", tolerance: float) -> NDArray[np.bool_]:
        """Which of these level lines meet which upright ones, at most so far beyond their ends: (n, m)."""
        row = (self.start[:, np.newaxis] + np.outer(self.slope, upright.start)) / (
            1 - np.outer(self.slope, upright.slope)
        )
        column = upright.start + upright.slope * row
        within = (column >= self.first[:, np.newaxis] - tolerance) & (
            column <= self.last[:, np.newaxis] + tolerance
        )
        return np.asarray(within & (row >= upright.first - tolerance) & (row <= upright.last + tolerance))


def paths_of(lines: Sequence[tuple[NDArray[np.int64], _Floats]]) -> Paths:
    """The straight lines through some points.

    Args:
        lines: Of each the columns and the rows of its points, at least two that are not one above the other.
    """
    fits = [(*np.polynomial.polynomial.polyfit(*line, 1), line[0].min(), line[0].max()) for line in lines]
    return Paths(*np.array(fits, np.float64).reshape(-1, 4).T)


def sides_of_frame(meets: NDArray[np.bool_], paths: Paths) -> NDArray[np.bool_]:
    """Which lines are sides of a frame: the two outermost of those that two and the same others meet.

    Args:
        meets: (n, m), whether each line meets each of the others, which run across.
        paths: The lines.
    """
    is_side = np.zeros(len(meets), bool)
    shared = meets.astype(np.int64) @ meets.T.astype(np.int64)
    np.fill_diagonal(shared, 0)
    sides = np.flatnonzero((shared >= 2).any(axis=1))
    if len(sides):
        middle = paths.start + paths.slope * (paths.first + paths.last) / 2
        is_side[sides[[middle[sides].argmin(), middle[sides].argmax()]]] = True
    return is_side
