"""Combs of forms: a printed line under the digits, with short ticks upwards between their places."""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.recognition.hough import STEEPEST
from core.recognition.morphology import dilated

_HIGHEST: Final = 0.5
"""Of the picture's height: the highest tick."""
_SLENDER: Final = 4
"""A tick is at least so many times as high as thick."""
_THICKER, _DARKER = 1.7, 1.5
"""A tick is not thicker or darker than that, by its line, nor paler."""
_HIGHER: Final = 1.5
"""The highest tick by the lowest; those of a comb are alike."""
_LOWER: Final = 0.75
"""The highest tick by the highest other part; else they are ones that somebody wrote on a line."""


def ticks_of(
    line: NDArray[np.bool_], ink: NDArray[np.bool_], contrast: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """The pixels of the ticks that stand on a line, bool (h, w).

    There are none unless two are alike, and something else is higher.

    Args:
        line: bool (h, w), the pixels of a line that goes from the left border to the right one.
        ink: bool (h, w), all ink.
        contrast: float32 (h, w), how far each pixel stands out from the paper.
    """
    labels, _ = ndimage.label(ink & ~line, np.ones((3, 3), bool))
    beside = np.unique(labels[dilated(line, 2)])
    boxes = ndimage.find_objects(labels)
    thickest = _THICKER * line.sum() / line.shape[1] + 1
    peak = float(np.median(contrast[line]))
    heights = {}
    for label in beside[beside > 0].tolist():
        box = boxes[label - 1]
        own = labels[box] == label
        darkness = float(np.median(contrast[box][own])) / peak
        is_alike = _is_slender(own, thickest) and 1 / _DARKER <= darkness <= _DARKER
        if is_alike and len(own) <= _HIGHEST * len(ink) and _stands_on(line, *box):
            heights[label] = len(own)
    others = [rows.stop - rows.start for label, (rows, _) in enumerate(boxes, 1) if label not in heights]
    ticks = list(heights) if _are_ticks(heights.values(), others) else []
    return np.isin(labels, ticks)


def _are_ticks(heights: Collection[int], others: Sequence[int]) -> bool:
    """Whether slender parts are so many, so alike and so low beside what else there is that none is a one."""
    if len(heights) < 2 or not others:
        return False
    return max(heights) <= min(_HIGHER * min(heights), _LOWER * max(others))


def _stands_on(line: NDArray[np.bool_], rows: slice, columns: slice) -> bool:
    """Whether a box is above the line, as far as that is near, and does not hang below it."""
    reach = rows.stop - rows.start
    beside = line[:, max(columns.start - reach, 0) : columns.stop + reach]
    return bool((rows.start + rows.stop) / 2 < np.median(np.nonzero(beside)[0]))


def _is_slender(part: NDArray[np.bool_], thickest: float) -> bool:
    """Whether a part, bool (h, w), is a thin stroke straight upwards."""
    height, width = part.shape
    thickness = np.count_nonzero(part) / height
    is_straight = width <= thickness + STEEPEST * height + 2
    return bool(is_straight and thickness <= min(thickest, height / _SLENDER))
