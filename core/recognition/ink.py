"""Contrast to ink: which pixels are strokes of the digit, and which are specks, noise or nothing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.recognition.paper import contrast_to_paper
from core.recognition.rulings import find_rulings

LEAST_CONTRAST = 20.0
"""Grey levels by which ink stands out at least; the ridges between a shadow and a slope have up to 20."""
LEAST_SPAN = 0.03
"""Strokes span at least this part of the picture's longer side; what is smaller is a speck."""
LEAST_AREA = 0.05
"""A stroke has at least this part of the largest one's area; the hat of a 5 has about 0.2."""
WEAK, STRONG = 0.35, 0.5
"""A stroke is connected pixels above WEAK × its core's contrast that reach STRONG × it somewhere."""
_EIGHT_NEIGHBOURS = np.ones((3, 3), bool)


@dataclass(frozen=True, eq=False)
class Ink:
    """What stands out from the paper.

    Attributes:
        levels: float32 (h, w), 0 is paper and 1 the core of a stroke.
        strokes: bool (h, w), the pixels of the strokes; none on a blank picture.
    """

    levels: NDArray[np.float32]
    strokes: NDArray[np.bool_]


def find_ink(grey: NDArray[np.uint8], least_span: float = LEAST_SPAN) -> Ink:
    """Finds the strokes of digits.

    Args:
        grey: uint8 (h, w), 0 is black; ink may be dark on light or light on dark.
        least_span: Part of the picture's longer side that a stroke spans at least.

    Returns:
        The ink; without strokes if the picture is blank, merely noisy or merely shadowed.
    """
    ink = _without_rulings(contrast_to_paper(grey), least_span)
    return ink if ink.strokes.any() else _ink(contrast_to_paper(grey, is_bold=True), least_span)


def _without_rulings(contrast: NDArray[np.float32], least_span: float) -> Ink:
    """The strokes in a picture of contrasts, without rulings and frames unless there is nothing else."""
    core = _core(contrast)
    lines = find_rulings(contrast, max(WEAK * core, LEAST_CONTRAST / 2))
    if lines.any():
        without = _ink(np.where(lines, np.float32(0), contrast), least_span)
        if without.strokes.any():
            return without
    return _ink(contrast, least_span)


def _ink(contrast: NDArray[np.float32], least_span: float) -> Ink:
    """The strokes in a picture of contrasts, float32 (h, w) grey levels."""
    core = _core(contrast)
    if core == 0:
        return Ink(contrast, np.zeros(contrast.shape, bool))
    levels = np.minimum(contrast / core, 1, dtype=np.float32)
    return Ink(levels, _strokes(levels, LEAST_CONTRAST / core, least_span))


def _core(contrast: NDArray[np.float32]) -> float:
    """The contrast of the core of strokes; 0 if there is no ink."""
    candidates = contrast[contrast > LEAST_CONTRAST]
    return float(np.percentile(candidates, 90)) if candidates.size else 0.0


def _strokes(levels: NDArray[np.float32], least: float, least_span: float) -> NDArray[np.bool_]:
    """The pixels of all connected pieces that are strokes, bool (h, w)."""
    labels, count = ndimage.label(levels > max(WEAK, least / 2), _EIGHT_NEIGHBOURS)
    areas = np.bincount(labels.ravel(), minlength=count + 1)
    spans = [max(side.stop - side.start for side in box) for box in ndimage.find_objects(labels)]
    is_stroke = np.bincount(labels[levels > max(STRONG, least)], minlength=count + 1) > 0
    is_stroke &= np.array([0, *spans]) >= max(3, least_span * max(levels.shape))
    is_stroke[0] = False
    if is_stroke.any():
        is_stroke &= areas >= LEAST_AREA * areas[is_stroke].max()
    return np.asarray(is_stroke[labels])
