"""Straight lines of ink from left to right: a Hough transform of the thin runs of ink down the columns.

Strokes that cross a line hide parts of it. Once several lines are found, those that are parallel to them and
go from border to border may be hidden more: the rulings under a line of digits.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

THICKEST: Final = 0.045
"""Of the picture's shorter side: the thickest line."""
LEAST_COVERED: Final = 0.6
"""Part of the picture's width that a line covers at least; strokes that cross it hide the rest."""
LEAST_OF_SIDE: Final = 0.4
"""The same for a side of a frame, of which a digit that touches it may hide more."""
_SIDES: Final = 4
"""So many lines of each direction are looked for that may cover less: two of a frame and two strokes."""
LEAST_OF_PARALLEL: Final = 0.25
"""The same for a line that is parallel to rulings, which digits may hide."""
_LEAST_PARALLEL: Final = 2
"""So many rulings show where others may be."""
_LENGTH_OF_PARALLEL: Final = 0.8
"""Part of the picture's width that such a line spans; ink may hide its ends."""
_PARALLEL: Final = 2
"""By how many steps of `_SLOPES` those of parallel lines differ at most."""
STEEPEST: Final = 0.12
"""Rise by run; about 7 degrees."""
_SLOPES: Final = np.linspace(-STEEPEST, STEEPEST, 49)
_THROUGH: Final = 0.94
"""Part of the picture's width that a line spans which goes from border to border."""
SEVERAL: Final = 3
"""So many lines that go through are rulings, wherever they are."""
_MOST_LINES: Final = 120
_SPREAD: Final = 2.5
"""Pixels by which a run may lie off its line: paper is not quite flat."""
_THICKER, _DARKER = 1.7, 1.5
"""A run that is thicker or darker than that, by the line's median, belongs to a stroke."""


@dataclass(frozen=True, eq=False)
class Runs:
    """Runs of ink down the columns, all (n,).

    Attributes:
        column: Where each stands, counted from the middle of the picture.
        first: Its first row.
        end: The row after its last one.
        peak: Its highest contrast.
    """

    column: NDArray[np.int64]
    first: NDArray[np.int64]
    end: NDArray[np.int64]
    peak: NDArray[np.float32]

    @property
    def thickness(self) -> NDArray[np.int64]:
        """In pixels."""
        return self.end - self.first

    @property
    def middle(self) -> NDArray[np.float64]:
        """The row of its middle."""
        return (self.first + self.end - 1) / 2

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Runs":
        """Those that are chosen, by a mask or by their indices."""
        return Runs(self.column[chosen], self.first[chosen], self.end[chosen], self.peak[chosen])


@dataclass(frozen=True, eq=False)
class FoundLine:
    """A line from left to right.

    Attributes:
        runs: Its own, those of strokes left out.
        slope: Its place in `_SLOPES`.
        is_through: Whether it goes from border to border.
        is_long: Whether it covers so much that it is a line even where it is no side of a frame.
    """

    runs: Runs
    slope: int
    is_through: bool
    is_long: bool

    @property
    def peak(self) -> float:
        """The highest contrast of its runs, in the median."""
        return float(np.median(self.runs.peak))


def thin_runs(contrast: NDArray[np.float32], ink: NDArray[np.bool_]) -> Runs:
    """The runs down the columns that are no thicker than a line."""
    height, width = ink.shape
    columns = np.pad(ink.T, ((0, 0), (1, 1)))
    edges = np.flatnonzero(columns[:, 1:] != columns[:, :-1])  # down a column beginnings and ends take turns
    column, first = np.divmod(edges[::2], height + 1)
    end = first + edges[1::2] - edges[::2]
    thin = end - first <= max(2, THICKEST * min(height, width))
    column, first, end = column[thin], first[thin], end[thin]
    peak = contrast[(first + end - 1) // 2, column]
    return Runs(column - width // 2, first, end, peak)


def find_level_lines(runs: Runs, shape: tuple[int, ...]) -> list[FoundLine]:
    """The lines that the runs of a picture (h, w) form, those that cover most first."""
    search = _Search(runs, shape)
    found: list[FoundLine] = []
    while len(found) < _MOST_LINES:
        least = search.width * (LEAST_COVERED if len(found) >= _SIDES else LEAST_OF_SIDE)
        line = search.take(least, 0, len(_SLOPES))
        if line is None:
            break
        found.append(line)
    rulings = [line for line in found if line.is_long and line.is_through]
    if len(rulings) < _LEAST_PARALLEL:
        return found
    middle = int(np.median([line.slope for line in rulings]))
    slopes = max(middle - _PARALLEL, 0), middle + _PARALLEL + 1
    darkest = _DARKER * float(np.median([line.peak for line in rulings]))
    found = [_as_ruling(line, slopes, darkest, search.width) for line in found]
    while len(found) < _MOST_LINES:
        line = search.take(search.width * LEAST_OF_PARALLEL, *slopes)
        if line is None:
            break
        ruling = _as_ruling(line, slopes, darkest, search.width)
        if ruling.is_long:
            found.append(ruling)
    return found


def _as_ruling(line: FoundLine, slopes: tuple[int, int], darkest: float, width: int) -> FoundLine:
    """The line; if it is parallel to rulings, no darker and nearly as long, then as one that is long."""
    is_parallel = slopes[0] <= line.slope < slopes[1] and line.peak <= darkest
    if is_parallel and np.ptp(line.runs.column) >= _LENGTH_OF_PARALLEL * width:
        return replace(line, is_long=True, is_through=True)
    return line


class _Search:
    """A search for lines, one after the other; what has been found takes no part in it any more.

    Args:
        runs: Of the whole picture.
        shape: Of the picture, (h, w).
    """

    def __init__(self, runs: Runs, shape: tuple[int, ...]) -> None:
        height, self.width = shape
        self._runs = runs
        self._middle = runs.middle
        self._is_left = np.ones(len(runs.column), bool)
        self._margin = int(STEEPEST * self.width / 2) + 2
        self._rows = height + 2 * self._margin
        self._places = _places(runs.column, self._middle + self._margin, self._rows)
        self._votes = self._votes_of(self._places)

    def take(self, least: float, first: int, end: int) -> FoundLine | None:
        """The line that covers most, if that is enough.

        Args:
            least: How much it covers at least, in pixels.
            first: The first of `_SLOPES` that it may have.
            end: The one after the last.
        """
        votes = self._votes[first:end]
        of_line = votes[:, :-2] + votes[:, 1:-1] + votes[:, 2:]
        slope, row = divmod(int(of_line.argmax()), of_line.shape[1])
        covered = of_line[slope, row]
        if covered < least:
            return None
        slope += first
        column = self._runs.column
        distance = self._middle - (row + 1 - self._margin) - _SLOPES[slope] * column
        is_near = self._is_left & (np.abs(distance) <= _SPREAD)
        bend = _parabola(column[is_near], distance[is_near], column)
        is_near |= self._is_left & (np.abs(distance - bend) <= _SPREAD)
        self._is_left &= ~is_near
        near = np.flatnonzero(is_near)
        self._votes -= self._votes_of(self._places[:, near])
        line = self._runs.only(near)
        own = line.only(_is_of_line(line))
        is_through = bool(np.ptp(own.column) >= _THROUGH * self.width)
        return FoundLine(own, slope, is_through, bool(covered >= LEAST_COVERED * self.width))

    def _votes_of(self, places: NDArray[np.int32]) -> NDArray[np.int32]:
        """How many runs lie on each line: (slopes, rows), the row that in the picture's middle column."""
        votes = np.bincount(places.ravel(), minlength=self._rows * len(_SLOPES))
        return votes.astype(np.int32).reshape(len(_SLOPES), self._rows)


def _places(column: NDArray[np.int64], middle: NDArray[np.float64], rows: int) -> NDArray[np.int32]:
    """For which of the lines each run votes: (slopes, n), the index among all slopes and rows."""
    at = np.multiply.outer(_SLOPES, column)
    np.subtract(middle, at, out=at)
    np.rint(at, out=at)
    at += rows * np.arange(len(_SLOPES))[:, np.newaxis]
    return at.astype(np.int32)


def _parabola(x: NDArray[np.int64], y: NDArray[np.float64], places: NDArray[np.int64]) -> NDArray[np.float64]:
    """The values at some places of the parabola that fits points best."""
    scale = max(int(np.abs(x).max()), 1)
    terms = np.vander(x / scale, 3)
    a, b, c = np.linalg.lstsq(terms, y)[0]
    at = places / scale
    return np.asarray((a * at + b) * at + c)


def _is_of_line(line: Runs) -> NDArray[np.bool_]:
    """Which runs near a line are its own and not a stroke's: bool (n,), at least one."""
    is_thin = line.thickness <= _THICKER * np.median(line.thickness) + 1
    is_own = is_thin & (line.peak <= _DARKER * np.median(line.peak))
    return np.asarray(is_own if is_own.any() else is_thin)  # where one half is thick, and the other dark
