"""Rulings and frames: thin lines from one side of the picture to the other, to be taken out of the ink.

As staff lines are taken out of scanned music: of the short runs across a line those are removed that are no
longer than the line is thick, so that strokes which cross it stay whole (Dalitz, Droettboom, Pranzas and
Fujinaga 2008, https://doi.org/10.1109/TPAMI.2007.70749). A Hough transform of the runs finds the lines.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.recognition.frames import CORNER, Paths, paths_of, sides_of_frame

SMALLEST: Final = 40
"""Pixels: the shorter side of a picture from which lines are looked for; below that strokes are as thin."""
THICKEST: Final = 0.045
"""Of the picture's shorter side: the thickest line."""
LEAST_COVERED: Final = 0.6
"""Part of the picture's width that a line covers at least; strokes that cross it hide the rest."""
LEAST_OF_SIDE: Final = 0.4
"""The same for a side of a frame, of which a digit that touches it may hide more."""
_SIDES: Final = 4
"""So many lines of each direction are looked for that may cover less: two of a frame and two strokes."""
STEEPEST: Final = 0.12
"""Rise by run; about 7 degrees."""
_SLOPES: Final = np.linspace(-STEEPEST, STEEPEST, 49)
_THROUGH: Final = 0.94
"""Part of the picture's width that a line spans which goes from border to border."""
_SEVERAL: Final = 3
"""So many lines that go through are rulings, wherever they are."""
_WIDEST_REST: Final = 0.85
"""Part of the picture's width that ink may span beside a single line; more, and that may be a stroke."""
_OUTER: Final = 0.15
"""Of the picture's height: how near to a border the side of a frame is."""
_ALONE: Final = 0.7
"""Part of what a frame is joined with that is lines."""
_MOST_LINES: Final = 120
_EIGHT_NEIGHBOURS: Final = np.ones((3, 3), bool)
_MOST_RUNS: Final = 40_000
"""Bounds the time; a page of noise has more."""
_SPREAD: Final = 2.5
"""Pixels by which a run may lie off its line: paper is not quite flat."""
_THICKER, _DARKER = 1.7, 1.5
"""A run that is thicker or darker than that, by the line's median, belongs to a stroke."""


@dataclass(frozen=True, eq=False)
class _Runs:
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

    def only(self, chosen: NDArray[np.bool_]) -> "_Runs":
        """Those that are chosen."""
        return _Runs(self.column[chosen], self.first[chosen], self.end[chosen], self.peak[chosen])


def find_rulings(contrast: NDArray[np.float32], least: float) -> NDArray[np.bool_]:
    """Tells which pixels belong to a ruling or a frame and to no stroke: bool (h, w).

    Args:
        contrast: float32 (h, w), how far each pixel stands out from the paper.
        least: The contrast of a line, at least.
    """
    ink = contrast > least
    if min(ink.shape) < SMALLEST:
        return np.zeros(ink.shape, bool)
    level = _level_lines(contrast, ink)
    upright = _level_lines(contrast.T, (ink & (level.number == 0)).T)
    if not (level.number.any() or upright.number.any()):
        return np.zeros(ink.shape, bool)
    lines = level.only(level.is_long) | upright.only(upright.is_long).T
    share, rest = _share_of_lines(lines, ink), _largest_part(ink & ~lines)
    meets = level.paths.meets(upright.paths, CORNER * min(ink.shape))
    chosen = level.chosen(share, rest[1], sides_of_frame(meets, level.paths))
    chosen |= upright.chosen(share.T, rest[0], sides_of_frame(meets.T, upright.paths)).T
    with_soft_edges = ndimage.binary_dilation(chosen, np.ones((5, 5), bool)) & ~ink
    return np.asarray(chosen | with_soft_edges)


def _share_of_lines(lines: NDArray[np.bool_], ink: NDArray[np.bool_]) -> NDArray[np.float64]:
    """For each pixel of ink how much of what it is joined with is lines, 0..1: (h, w)."""
    parts, _ = ndimage.label(ink, _EIGHT_NEIGHBOURS)
    areas = np.bincount(parts.ravel())
    share = np.bincount(parts[lines], minlength=len(areas)) / np.maximum(areas, 1)
    return np.asarray(share[parts])


def _largest_part(ink: NDArray[np.bool_]) -> tuple[int, int]:
    """Height and width of the largest connected part, in pixels."""
    parts, count = ndimage.label(ink, _EIGHT_NEIGHBOURS)
    if count == 0:
        return 0, 0
    rows, columns = ndimage.find_objects(parts)[int(np.bincount(parts.ravel())[1:].argmax())]
    return rows.stop - rows.start, columns.stop - columns.start


@dataclass(frozen=True, eq=False)
class _Lines:
    """Lines from left to right.

    Attributes:
        number: int16 (h, w), which line each pixel belongs to, from 1; 0 for none.
        is_long: (lines,), whether each covers so much that it is a line even where it is no side of a frame.
        is_through: (lines,), whether each goes from border to border.
        is_outer: (lines,), whether each runs along the upper or the lower border.
        paths: Where they run.
    """

    number: NDArray[np.int16]
    is_long: NDArray[np.bool_]
    is_through: NDArray[np.bool_]
    is_outer: NDArray[np.bool_]
    paths: Paths

    def chosen(
        self, share: NDArray[np.float64], rest: int, is_framing: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """The pixels of those that are no strokes, bool (h, w).

        Args:
            share: For each pixel how much of what it is joined with is lines, (h, w).
            rest: How wide the largest part of the ink is without the lines, in pixels.
            is_framing: (lines,), whether each is a side of a frame.
        """
        own = self.number > 0
        numbers, count = self.number[own], len(self.is_through) + 1
        shares = np.bincount(numbers, share[own], count) / np.maximum(
            np.bincount(numbers, minlength=count), 1
        )
        is_alone = shares[1:] >= _ALONE
        chosen = self.is_outer & is_alone
        if np.count_nonzero(self.is_through) >= _SEVERAL:
            chosen |= self.is_through
        elif rest <= _WIDEST_REST * self.number.shape[1]:
            chosen |= self.is_through & ~self.is_outer
        return self.only(is_framing | (chosen & self.is_long))

    def only(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The pixels of some lines, bool (h, w); `chosen` is (lines,)."""
        return np.concatenate([[False], chosen])[self.number]


def _level_lines(contrast: NDArray[np.float32], ink: NDArray[np.bool_]) -> _Lines:
    """The lines that go from left to right."""
    height, width = ink.shape
    runs = _thin_runs(contrast, ink)
    lines, is_long = _lines(runs, ink.shape) if len(runs.column) <= _MOST_RUNS else ([], [])
    if not lines:
        none = np.zeros(0, bool)
        return _Lines(np.zeros(ink.shape, np.int16), none, none, none, paths_of([]))
    change = np.zeros((width, height + 1), np.int16)
    for place, line in enumerate(lines, start=1):
        change[line.column + width // 2, line.first] += place
        change[line.column + width // 2, line.end] -= place
    rows = np.array([np.median(line.middle) for line in lines])
    return _Lines(
        change.cumsum(axis=1, dtype=np.int16)[:, :-1].T,
        np.array(is_long, bool),
        np.array([np.ptp(line.column) >= _THROUGH * width for line in lines], bool),
        np.minimum(rows, height - rows) <= _OUTER * height,
        paths_of([(line.column + width // 2, line.middle) for line in lines]),
    )


def _thin_runs(contrast: NDArray[np.float32], ink: NDArray[np.bool_]) -> _Runs:
    """The runs down the columns that are no thicker than a line."""
    height, width = ink.shape
    edges = np.diff(np.pad(ink.T, ((0, 0), (1, 1))).view(np.int8), axis=1)
    column, first = np.nonzero(edges == 1)
    end = np.nonzero(edges == -1)[1]
    thin = end - first <= max(2, THICKEST * min(height, width))
    column, first, end = column[thin], first[thin], end[thin]
    peak = contrast[(first + end - 1) // 2, column]
    return _Runs(column - width // 2, first, end, peak)


def _lines(runs: _Runs, shape: tuple[int, ...]) -> tuple[list[_Runs], list[bool]]:
    """The runs of each line, those of strokes left out, and whether it is long; see `_Lines.is_long`."""
    height, width = shape
    margin = int(STEEPEST * width / 2) + 2
    votes = _votes(runs, margin, height + 2 * margin)
    found: list[_Runs] = []
    is_long: list[bool] = []
    while len(found) < _MOST_LINES:
        least = width * (LEAST_COVERED if len(found) >= _SIDES else LEAST_OF_SIDE)
        of_line = votes[:, :-2] + votes[:, 1:-1] + votes[:, 2:]
        slope, row = divmod(int(of_line.argmax()), of_line.shape[1])
        if of_line[slope, row] < least:
            break
        distance = runs.middle - (row + 1 - margin) - _SLOPES[slope] * runs.column
        is_near = np.abs(distance) <= _SPREAD
        bend = np.polynomial.Polynomial.fit(runs.column[is_near], distance[is_near], 2)
        is_near |= np.abs(distance - bend(runs.column)) <= _SPREAD
        line = runs.only(is_near)
        found.append(line.only(_is_of_line(line)))
        is_long.append(bool(of_line[slope, row] >= LEAST_COVERED * width))
        votes -= _votes(line, margin, votes.shape[1])
        runs = runs.only(~is_near)
    return found, is_long


def _votes(runs: _Runs, margin: int, rows: int) -> NDArray[np.int64]:
    """How many runs lie on each line: (slopes, rows), the row that in the picture's middle column."""
    at = np.rint(runs.middle - np.multiply.outer(_SLOPES, runs.column)).astype(np.int64) + margin
    places = at + rows * np.arange(len(_SLOPES))[:, np.newaxis]
    return np.bincount(places.ravel(), minlength=rows * len(_SLOPES)).reshape(len(_SLOPES), rows)


def _is_of_line(line: _Runs) -> NDArray[np.bool_]:
    """Which runs near a line are its own and not a stroke's: bool (n,)."""
    is_thin = line.thickness <= _THICKER * np.median(line.thickness) + 1
    return np.asarray(is_thin & (line.peak <= _DARKER * np.median(line.peak)))
