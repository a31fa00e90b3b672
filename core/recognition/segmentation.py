"""A picture of several digits to the lines in which they stand, and each line to pieces of ink.

A piece is a connected part of the ink, or what lies between two cuts of one. Digits that touch are cut where
little ink is crossed, more often than needed; the models then say which pieces make a digit
(`core.recognition.reading`). The field calls this over-segmentation (Casey and Lecolinet 1996,
https://doi.org/10.1109/34.506792).
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.recognition.cuts import MOST_PER_HEIGHT, Path, find_cuts
from core.recognition.picture import PictureError

MOST_PARTS: Final = 400
"""Of the ink of a picture; a page of a hundred digits has fewer than two hundred."""
LEAST_HEIGHT: Final = 0.45
"""Of the typical height: what is lower (the hat of a 5, a dot) begins no line and is cut by nothing."""
LEAST_OVERLAP: Final = 0.35
"""Part of the lower one's height by which two digits of one line overlap."""
_NARROWEST_CUT: Final = 0.65
"""Of a line's height: what is narrower than that holds no two digits."""
_EIGHT_NEIGHBOURS = np.ones((3, 3), bool)

Box = tuple[int, int, int, int]
"""Top, left, bottom and right in pixels; the last two are exclusive."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of the ink.

    Attributes:
        box: Where it is.
        strokes: bool (h, w), its pixels within the box.
    """

    box: Box
    strokes: NDArray[np.bool_]

    @property
    def height(self) -> int:
        """In pixels."""
        return self.box[2] - self.box[0]

    @property
    def width(self) -> int:
        """In pixels."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True, eq=False)
class CutPart:
    """A connected part of the ink and the cuts that may part it.

    Attributes:
        whole: The part.
        cuts: See `core.recognition.cuts`; none if it is not to be cut.
    """

    whole: Piece
    cuts: tuple[Path, ...] = ()

    @property
    def end(self) -> int:
        """The number of its right side; its left side is 0 and the cuts count from 1."""
        return len(self.cuts) + 1

    @functools.cached_property
    def columns(self) -> list[float]:
        """Where its sides and cuts are, on average: columns of the part."""
        return [0.0, *(float(path.mean()) for path in self.cuts), float(self.whole.width)]

    @functools.cached_property
    def _paths(self) -> list[Path]:
        """The left side, the cuts and the right side, within the part."""
        rows, width = self.whole.strokes.shape
        sides = np.zeros(rows, np.int64), np.full(rows, width)
        return [sides[0], *(path.clip(0, width) for path in self.cuts), sides[1]]

    @functools.cached_property
    def _strokes_before(self) -> list[NDArray[np.bool_]]:
        """For each of those paths the part's pixels left of it, bool (h, w)."""
        columns = np.arange(self.whole.width)
        return [self.whole.strokes & (columns < path[:, np.newaxis]) for path in self._paths]

    @functools.cached_property
    def _found(self) -> dict[tuple[int, int], Piece | None]:
        """What was asked for before."""
        return {}

    def between(self, start: int, end: int) -> Piece | None:
        """What lies between two of its sides or cuts; None if that is next to nothing or they cross."""
        if start == 0 and end == self.end:
            return self.whole
        if (start, end) not in self._found:
            self._found[start, end] = self._cut_out(start, end)
        return self._found[start, end]

    def _cut_out(self, start: int, end: int) -> Piece | None:
        first, last = self._paths[start], self._paths[end]
        if (first > last).any():
            return None
        left, right = int(first.min()), int(last.max())
        strokes = self._strokes_before[end][:, left:right] & ~self._strokes_before[start][:, left:right]
        of_rows, of_columns = np.flatnonzero(strokes.any(axis=1)), np.flatnonzero(strokes.any(axis=0))
        if not of_rows.size:
            return None
        (top, bottom), (first_column, last_column) = of_rows[[0, -1]].tolist(), of_columns[[0, -1]].tolist()
        own = strokes[top : bottom + 1, first_column : last_column + 1]
        return _piece(own, self.whole.box[0] + top, self.whole.box[1] + left + first_column)


@dataclass(frozen=True, eq=False)
class Line:
    """A line of digits.

    Attributes:
        height: The typical height of a digit in it, in pixels.
        parts: The connected parts of its ink, from left to right; some may be several digits that touch.
    """

    height: float
    parts: tuple[Piece, ...]


def find_lines(strokes: NDArray[np.bool_]) -> tuple[Line, ...]:
    """The lines of digits, from top to bottom.

    Args:
        strokes: bool (h, w), the pixels of the ink on a picture.

    Raises:
        PictureError: If there are too many marks for a page of digits.
    """
    labels, count = ndimage.label(strokes, _EIGHT_NEIGHBOURS)
    if count == 0:
        return ()
    if count > MOST_PARTS:
        told = "The picture has {count:,} separate marks; crop it to the digits."
        raise PictureError(told, count=count)
    parts = [
        _piece(labels[box] == label, box[0].start, box[1].start)
        for label, box in enumerate(ndimage.find_objects(labels), start=1)
    ]
    typical = _typical_height(parts)
    tall = [part for part in parts if part.height >= LEAST_HEIGHT * typical]
    small = [part for part in parts if part.height < LEAST_HEIGHT * typical]
    rows = _rows(tall)
    for part in small:
        _nearest_row(rows, part).append(part)
    lines = [Line(_typical_height(row), tuple(sorted(row, key=_middle))) for row in rows]
    return tuple(sorted(lines, key=_height_on_page))


def _middle(piece: Piece) -> int:
    """Twice the column in the middle of a piece."""
    return piece.box[1] + piece.box[3]


def _height_on_page(line: Line) -> float:
    """Twice the mean row of a line's parts."""
    return float(np.mean([part.box[0] + part.box[2] for part in line.parts]))


def _piece(strokes: NDArray[np.bool_], top: int, left: int) -> Piece:
    height, width = strokes.shape
    return Piece((top, left, top + height, left + width), strokes)


def _typical_height(parts: Sequence[Piece]) -> float:
    """The median height, in pixels, of what has at least half of the greatest height."""
    heights = np.array([part.height for part in parts])
    return float(np.median(heights[2 * heights >= np.quantile(heights, 0.9)]))


def _rows(parts: Iterable[Piece]) -> list[list[Piece]]:
    """Parts in rows, from left to right: each goes on with the row whose end it overlaps most."""
    rows: list[list[Piece]] = []
    for part in sorted(parts, key=lambda part: part.box[1]):
        overlaps = [_overlap(part, row[-1]) for row in rows]
        if overlaps and max(overlaps) >= LEAST_OVERLAP:
            rows[int(np.argmax(overlaps))].append(part)
        else:
            rows.append([part])
    return rows


def _overlap(one: Piece, other: Piece) -> float:
    """How much of the lower one's height the other shares, 0..1."""
    shared = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    return max(shared, 0) / min(one.height, other.height)


def _nearest_row(rows: list[list[Piece]], part: Piece) -> list[Piece]:
    """The row with the piece that is nearest to a part."""
    return min(rows, key=lambda row: min(_distance(part, each) for each in row))


def _distance(one: Piece, other: Piece) -> float:
    """Between two boxes, in pixels; 0 where they overlap."""
    down = max(one.box[0] - other.box[2], other.box[0] - one.box[2], 0)
    right = max(one.box[1] - other.box[3], other.box[1] - one.box[3], 0)
    return float(np.hypot(down, right))


def may_be_several(part: Piece, height: float) -> bool:
    """Whether a part of a line of that height is large enough for two digits."""
    return part.width >= _NARROWEST_CUT * height and part.height >= LEAST_HEIGHT * height


def cut(
    part: Piece, levels: NDArray[np.float32], height: float, most_per_height: float = MOST_PER_HEIGHT
) -> CutPart:
    """A part with the places where it may be cut, more than there are digits.

    Args:
        part: A connected part of the ink.
        levels: float32 (h, w), the whole picture's, 0 is paper and 1 the core of a stroke.
        height: The line's, in pixels.
        most_per_height: How many cuts are kept for each line's height of width.
    """
    top, left, bottom, right = part.box
    own = np.where(part.strokes, levels[top:bottom, left:right], np.float32(0))
    return CutPart(part, tuple(find_cuts(own, height, most_per_height)))
