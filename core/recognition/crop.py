"""Tight crops: a digit on even paper, told from the shadow or the table that comes in across the border.

A digit touches the border of a tight crop with the ends and bends of its strokes, which are a small part of
its outline. Of a strip, a corner or a frame that comes in from outside, half of the outline is border.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.filters import threshold_otsu

from core.recognition.marks import are_edges

LEAST_SEPARATION = 0.78
"""Otsu's separation of paper and digit; an even gradient has 0.75, a crop of 16 × 16 pixels 0.83."""
WIDEST_STROKE = 0.4
"""Of the digit's longer side; a bold 1 that was stretched to a square has more."""
# Found by trial on crops of MNIST's training digits and on photographs with a shadow or a table.
MOST_BORDER = 0.25
"""Part of an outline that may be border, for a digit with a margin somewhere."""
MOST_BORDER_FILLED = 0.33
"""The same for a digit that fills the picture."""
MOST_BORDER_NARROW = 0.5
"""The same for a digit that fills a narrow picture: a 1, whose sides are the picture's."""
CLEAR_SEPARATION = 0.85
"""Otsu's separation of a crop without shadows; bold digits are looked for in no other."""
MOST_BORDER_BOLD = 0.46
"""Part of a bold digit's outline that may be border: of what comes in from outside it is half."""
WIDEST_STROKE_BOLD = 0.62
"""Of the longer side, of a bold digit: in 16 × 16 pixels an 8 may be one blot."""
MOST_OF_FRAME = 0.33
"""Part of the picture's border that a digit may cover in one run; a sheet or a shadow covers whole sides."""
_FILLED = 0.9
"""Of the picture's height and of its width, less a pixel: soft edges lie beyond the threshold."""
_NARROW = 2.0
"""Longer by shorter side."""
_LEAST_LARGEST_PIECE = 0.6
"""Of the ink; the hat of a 5 may be detached, but the paper around a digit falls into many pieces."""
_SPECK = 0.05
"""A piece with less of the largest one's area is not asked for its shape."""
_EDGE = 0.06
"""Of the sides of a box: how far from them the edge of the paper may be that fills it; frames are askew."""
_LEAST_OF_SIDE = 0.85
"""Of each side of its box, at which paper in a frame is."""
_MOST_OF_PAPER = 0.97
"""Part of its box that paper with a digit on it covers."""
_EIGHT_NEIGHBOURS = np.ones((3, 3), bool)
_Box = tuple[slice, slice]


@dataclass(frozen=True, eq=False)
class Crop:
    """A picture of two levels: one digit and its paper.

    Attributes:
        ink: bool (h, w), the digit.
        is_light_ink: Whether the digit is lighter than the paper.
    """

    ink: NDArray[np.bool_]
    is_light_ink: bool


def find_crop(small: NDArray[np.float32], *, is_bold: bool = False) -> Crop | None:
    """Finds a digit that may touch the border on any side.

    Args:
        small: float32 (h, w), grey levels.
        is_bold: Whether a digit may be as bold as in the smallest pictures, if it spans the picture and there
            is no shadow; a sheet on a table may then pass for one.

    Returns:
        The digit; None if the light is too uneven for one threshold, or neither the light nor the dark part
        has the shape of a digit.
    """
    if np.ptp(small) < 1:
        return None
    light = small > threshold_otsu(small)  # type: ignore[no-untyped-call]
    if separation(small, light) < (CLEAR_SEPARATION if is_bold else LEAST_SEPARATION):
        return None
    crops = [crop for crop in (Crop(light, True), Crop(~light, False)) if not is_framed_paper(crop.ink)]
    parts = [(part, crop) for crop in crops if (part := _border_of_digit(crop.ink, is_bold)) is not None]
    return min(parts, key=lambda part: part[0])[1] if parts else None


def is_framed_paper(part: NDArray[np.bool_]) -> bool:
    """Whether the light or the dark part of a picture is paper in a frame, with something on it.

    Such paper is a rectangle: it reaches each side of its box along nearly all of that side. A digit does so
    only if it is a bar, and a bar has nothing in it.

    Args:
        part: bool (h, w).
    """
    found = ndimage.find_objects(part.astype(np.uint8))
    if not found:
        return False
    within = part[found[0]]
    rows, columns = (max(1, round(_EDGE * side)) for side in within.shape)
    level = (within[:rows].any(axis=0), within[-rows:].any(axis=0))
    upright = (within[:, :columns].any(axis=1), within[:, -columns:].any(axis=1))
    sides = (*level, *upright)
    return bool(min(side.mean() for side in sides) >= _LEAST_OF_SIDE and within.mean() <= _MOST_OF_PAPER)


def separation(small: NDArray[np.float32], light: NDArray[np.bool_]) -> float:
    """Otsu's separation: variance between two classes by total variance, 0..1."""
    distance = small[light].mean() - small[~light].mean()
    return float(light.mean() * (~light).mean() * distance**2 / small.var())


def _border_of_digit(ink: NDArray[np.bool_], is_bold: bool) -> float | None:
    """The part of a digit's outline that is the picture's border, 0..1; None for what is no digit."""
    labels, count = ndimage.label(ink, _EIGHT_NEIGHBOURS)
    areas = np.bincount(labels.ravel())[1:]
    if areas.max() < _LEAST_LARGEST_PIECE * areas.sum():
        return None
    boxes = ndimage.find_objects(labels)
    is_tight = _spans(boxes[int(areas.argmax())], ink.shape)
    of_digit = areas >= _SPECK * areas.max()
    if is_tight:
        of_digit &= ~are_edges(labels, count)
    pieces = [
        _border_of_piece(labels[boxes[place]] == place + 1, boxes[place], ink.shape)
        for place in np.flatnonzero(of_digit)
    ]
    box = ndimage.find_objects(ink.astype(np.uint8))[0]
    is_bold &= is_tight
    most = max(_most_border(box, ink.shape), MOST_BORDER_BOLD * is_bold)
    if max(pieces) > most or _longest_run(ink) > max(most, MOST_OF_FRAME):
        return None
    widest = WIDEST_STROKE_BOLD if is_bold else WIDEST_STROKE
    return max(pieces) if _stroke_width(ink) <= widest * max(_sides(box)) else None


def _border_of_piece(piece: NDArray[np.bool_], box: _Box, shape: tuple[int, ...]) -> float:
    """The part of a piece's outline that is the picture's border, 0..1; the piece is cut to its box."""
    rows, columns = box
    edges = [
        (piece[0], rows.start == 0),
        (piece[-1], rows.stop == shape[0]),
        (piece[:, 0], columns.start == 0),
        (piece[:, -1], columns.stop == shape[1]),
    ]
    border = sum(np.count_nonzero(edge) for edge, is_border in edges if is_border)
    padded = np.pad(piece, 1)
    outline = sum(np.count_nonzero(np.diff(padded, axis=axis)) for axis in (0, 1))
    return border / outline


def _longest_run(ink: NDArray[np.bool_]) -> float:
    """The part of the picture's border that the ink covers in its longest run, 0..1."""
    frame = np.concatenate([ink[0], ink[1:, -1], ink[-1, -2::-1], ink[-2:0:-1, 0]])
    runs, _ = ndimage.label(np.tile(frame, 2))  # twice, for a run may pass the first corner
    longest = np.bincount(runs)[1:].max(initial=0)
    return float(min(longest / frame.size, 1))


def _most_border(box: _Box, shape: tuple[int, ...]) -> float:
    """The largest part of its outline that may be border, for a digit with this box in a picture."""
    if any(side < _FILLED * whole - 1 for side, whole in zip(_sides(box), shape, strict=True)):
        return MOST_BORDER
    return MOST_BORDER_NARROW if max(shape) > _NARROW * min(shape) else MOST_BORDER_FILLED


def _spans(box: _Box, shape: tuple[int, ...]) -> bool:
    """Whether a box spans the height or the width of the picture."""
    return any(side >= _FILLED * whole - 1 for side, whole in zip(_sides(box), shape, strict=True))


def _stroke_width(ink: NDArray[np.bool_]) -> float:
    """The widest stroke, in pixels, as if paper went on beyond the picture."""
    return 2 * float(ndimage.distance_transform_edt(np.pad(ink, 1)).max()) - 1


def _sides(box: _Box) -> tuple[int, int]:
    """Height and width of a box."""
    return box[0].stop - box[0].start, box[1].stop - box[1].start
