"""A picture of several digits to the lines in which they stand, and each line to pieces of ink.

A piece is a connected part of the ink, or what a cut leaves of one. Digits that touch are cut where little
ink is crossed, more often than needed; the models then say which pieces make a digit
(`core.recognition.reading`). The field calls this over-segmentation (Casey and Lecolinet 1996,
https://doi.org/10.1109/34.506792).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.recognition.picture import PictureError

MOST_PARTS: Final = 400
"""Of the ink of a picture; a page of a hundred digits has fewer than two hundred."""
LEAST_HEIGHT: Final = 0.45
"""Of the typical height: what is lower (the hat of a 5, a dot) begins no line and is cut by nothing."""
LEAST_OVERLAP: Final = 0.35
"""Part of the lower one's height by which two digits of one line overlap."""
_NARROWEST_CUT: Final = 0.65
"""Of a line's height: what is narrower than that holds no two digits."""
_LEAST_PIECE: Final = 0.12
"""Of a line's height: the least width that a cut leaves."""
_MOST_CROSSED: Final = 0.45
"""Of a line's height: the most ink that a cut crosses."""
_CUTS_PER_HEIGHT: Final = 7
"""How many cuts are tried for each line's height of width."""
_REACH: Final = 0.18
"""Of a line's height: how far a cut keeps to either side of the column where it is looked for."""
_SIDESTEP: Final = 0.4
"""What a step to the side costs a cut, in pixels of ink."""
_EIGHT_NEIGHBOURS = np.ones((3, 3), bool)

Box = tuple[int, int, int, int]
"""Top, left, bottom and right in pixels; the last two are exclusive."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of the ink that is not cut further.

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


def cut(part: Piece, levels: NDArray[np.float32], height: float) -> list[Piece]:
    """A part in the pieces between its cuts, from left to right; more cuts than there are digits.

    Args:
        part: A connected part of the ink.
        levels: float32 (h, w), the whole picture's, 0 is paper and 1 the core of a stroke.
        height: The line's, in pixels.
    """
    top, left, bottom, right = part.box
    paths = _cheapest_paths(np.where(part.strokes, levels[top:bottom, left:right], np.float32(0)), height)
    columns = np.arange(part.width)
    zones = sum((columns >= path[:, np.newaxis]).astype(np.int64) for path in paths)
    pieces = []
    for zone in range(len(paths) + 1):
        strokes = part.strokes & (zones == zone)
        found = ndimage.find_objects(strokes.astype(np.uint8))
        if found:
            rows, of_columns = found[0]
            pieces.append(_piece(strokes[found[0]], top + rows.start, left + of_columns.start))
    return sorted(pieces, key=_middle)


def _cheapest_paths(levels: NDArray[np.float32], height: float) -> list[NDArray[np.int64]]:
    """The paths from top to bottom that cross the least ink, from left to right.

    A path is the first column to the right of the cut, for each row; from row to row it moves by at most one.
    They are found as the seams of seam carving are (Avidan and Shamir 2007,
    https://doi.org/10.1145/1276377.1276390).

    Args:
        levels: float32 (h, w), ink 0..1.
        height: The line's, in pixels.
    """
    width = levels.shape[1]
    margin = max(1, round(_LEAST_PIECE * height))
    reach = max(2, round(_REACH * height))
    paths: list[NDArray[np.int64]] = []
    for middle in range(margin, width - margin + 1, max(1, round(height / _CUTS_PER_HEIGHT))):
        start = max(0, middle - reach)
        costs, steps = _seams(levels[:, start : middle + reach])
        end = int(costs.argmin())
        path = start + _path_to(end, steps)
        if costs[end] <= _MOST_CROSSED * height and not any((path == other).all() for other in paths):
            paths.append(path)
    return paths


def _seams(levels: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """What the cheapest path to each column of the last row costs, and the step that led to each pixel."""
    rows, width = levels.shape
    steps = np.zeros((rows, width), np.int8)
    costs = levels[0].copy()
    for row in range(1, rows):
        padded = np.pad(costs, 1, constant_values=np.inf)
        ways = np.stack([padded[:-2] + _SIDESTEP, padded[1:-1], padded[2:] + _SIDESTEP])
        steps[row] = ways.argmin(axis=0) - 1
        costs = ways.min(axis=0) + levels[row]
    return costs, steps


def _path_to(column: int, steps: NDArray[np.int8]) -> NDArray[np.int64]:
    """The columns of the cheapest path that ends in a column of the last row."""
    path = np.empty(len(steps), np.int64)
    for row in range(len(steps) - 1, -1, -1):
        path[row] = column
        column += int(steps[row, column])
    return path
