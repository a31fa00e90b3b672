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

from core.recognition.combs import ticks_of
from core.recognition.frames import CORNER, Paths, paths_of, sides_of_frame
from core.recognition.hough import SEVERAL, find_level_lines, thin_runs
from core.recognition.morphology import dilated

SMALLEST: Final = 40
"""Pixels: the shorter side of a picture from which lines are looked for; below that strokes are as thin."""
_WIDEST_REST: Final = 0.85
"""Part of the picture's width that ink may span beside a single line; more, and that may be a stroke."""
_OUTER: Final = 0.15
"""Of the picture's height: how near to a border the side of a frame is."""
_ALONE: Final = 0.7
"""Part of what a frame is joined with that is lines."""
_EIGHT_NEIGHBOURS: Final = np.ones((3, 3), bool)
_MOST_RUNS: Final = 40_000
"""Bounds the time; a page of noise has more."""


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
    through = level.is_through & level.is_long
    if np.count_nonzero(through) == 1:
        line = level.only(through)
        ticks = ticks_of(line, ink, contrast)
        chosen |= ticks | (line & ticks.any())
    return chosen | (dilated(chosen, 2) & ~ink)


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
        if np.count_nonzero(self.is_through & self.is_long) >= SEVERAL:
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
    runs = thin_runs(contrast, ink)
    lines = find_level_lines(runs, ink.shape) if len(runs.column) <= _MOST_RUNS else []
    change = np.zeros((width, height + 1), np.int16)
    for place, line in enumerate(lines, start=1):
        change[line.runs.column + width // 2, line.runs.first] += place
        change[line.runs.column + width // 2, line.runs.end] -= place
    rows = np.array([np.median(line.runs.middle) for line in lines])
    return _Lines(
        change.cumsum(axis=1, dtype=np.int16)[:, :-1].T,
        np.array([line.is_long for line in lines], bool),
        np.array([line.is_through for line in lines], bool),
        np.minimum(rows, height - rows) <= _OUTER * height,
        paths_of([(line.runs.column + width // 2, line.runs.middle) for line in lines]),
    )
