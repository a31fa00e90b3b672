"""Combs of forms: a printed line under the digits, with short ticks upwards between their places."""

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


def ticks_of(
    line: NDArray[np.bool_], ink: NDArray[np.bool_], contrast: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """The pixels of the ticks that stand on a line, bool (h, w); none unless there are two that are alike.

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
        is_low = len(own) <= _HIGHEST * len(ink)
        if is_low and _is_slender(own, thickest) and 1 / _DARKER <= darkness <= _DARKER:
            heights[label] = len(own)
    is_comb = len(heights) >= 2 and max(heights.values()) <= _HIGHER * min(heights.values())
    return np.isin(labels, list(heights)) if is_comb else np.zeros(ink.shape, bool)


def _is_slender(part: NDArray[np.bool_], thickest: float) -> bool:
    """Whether a part, bool (h, w), is a thin stroke straight upwards."""
    height, width = part.shape
    thickness = np.count_nonzero(part) / height
    is_straight = width <= thickness + STEEPEST * height + 2
    return bool(is_straight and thickness <= min(thickest, height / _SLENDER))
