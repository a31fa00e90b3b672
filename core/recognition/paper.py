"""Pixels to contrast: how far each one stands out from the paper around it, whatever paper, pen and light.

Shadows are part of the paper here, so that one threshold can serve the whole picture afterwards.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from skimage.filters import threshold_otsu

from core.recognition.crop import Crop, find_crop, is_framed_paper, separation

NOISE_FACTOR = 6.0
"""Ink stands out by this many standard deviations of the paper's noise."""
TWO_LEVELS = 0.85
"""Otsu's separation (variance between the classes by total variance) of paper and ink without shadows;
a Gaussian has 0.64, an even gradient 0.75, a data-set digit 0.9."""
ONE_LEVEL = 0.9
"""Share of the picture's border that is paper, even if the digit touches every side."""
# Longest sides of the reduced pictures on which polarity and paper are found; found by trial on photographs
# made from MNIST's validation digits, like the widths below.
_POLARITY_SIDE = 128
_PAPER_SIDE = 256
_DARKEST_LIGHT = 32.0
_LEAST_OF_PLANE = 60
"""Pixels; fewer may lie in one corner and tell nothing of the rest."""


def contrast_to_paper(grey: NDArray[np.uint8], *, is_bold: bool = False) -> NDArray[np.float32]:
    """Tells how far each pixel stands out from the paper, towards the ink.

    Args:
        grey: uint8 (h, w), 0 is black; ink may be dark on light or light on dark.
        is_bold: Whether to look for a bold digit in a tight crop and for nothing else.

    Returns:
        float32 (h, w), grey levels >= 0, as under the picture's mean light; 0 is paper.
    """
    if is_bold:
        small = _reduced(grey, _POLARITY_SIDE)
        crop = find_crop(small, is_bold=True)
        return np.zeros(grey.shape, np.float32) if crop is None else _contrast_of_crop(grey, small, crop)
    counts = np.bincount(grey.ravel(), minlength=256)
    is_drawing = counts.max() * 2 > grey.size
    if is_drawing and (_border(grey) == counts.argmax()).all():
        return _contrast_of_drawing(grey, counts)
    small = _reduced(grey, _POLARITY_SIDE)
    crop = find_crop(small)
    if crop is not None:
        return _contrast_of_crop(grey, small, crop)
    return _contrast_of_drawing(grey, counts) if is_drawing else _contrast_of_photograph(grey, small)


def _contrast_of_drawing(grey: NDArray[np.uint8], counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """Contrast where the paper has one and the same value, as a screen's has."""
    difference = np.arange(256) - counts.argmax()
    sign = 1 if (counts * difference**3).sum() > 0 else -1  # what stands out furthest is the ink
    levels: NDArray[np.float32] = np.maximum(sign * difference, 0).astype(np.float32)
    return levels[grey]


def _contrast_of_crop(grey: NDArray[np.uint8], small: NDArray[np.float32], crop: Crop) -> NDArray[np.float32]:
    """Contrast where the ink may touch the border, so that the border tells nothing of the paper."""
    paper = _resized(_plane(small, ~crop.ink), grey.shape)
    return np.asarray(np.maximum(grey - paper if crop.is_light_ink else paper - grey, 0))


def _plane(small: NDArray[np.float32], paper: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The paper's level everywhere, float32 (h, w): a plane through the pixels of the paper, bool (h, w)."""
    inner = ndimage.binary_erosion(paper, border_value=1)  # the strokes' soft edges would tilt it
    if np.count_nonzero(inner) < _LEAST_OF_PLANE:
        return np.full_like(small, np.median(small[paper]))
    y, x = np.indices(small.shape, np.float32)
    terms = np.stack([np.ones_like(small), y, x], axis=-1)
    factors = np.linalg.lstsq(terms[inner], small[inner])[0]
    return np.asarray(np.clip(terms @ factors, small[inner].min(), small[inner].max()))


def _contrast_of_photograph(grey: NDArray[np.uint8], small: NDArray[np.float32]) -> NDArray[np.float32]:
    """Contrast where light and noise make the paper uneven."""
    is_light_ink, surround = _polarity(small)
    if is_light_ink:
        paper = 255 - _paper(255 - grey, None if surround is None else 255 - surround)
        difference = grey - paper
    else:
        paper = _paper(grey, surround)
        difference = paper - grey
    lower, middle, upper = np.percentile(difference[::2, ::2], (25, 50, 75))  # a quarter tells as much
    noise = min(middle - lower, upper - middle) / 0.6745  # quartile of a Gaussian
    difference -= np.float32(middle)
    difference[difference < NOISE_FACTOR * noise] = 0
    light = (paper + _DARKEST_LIGHT) / (paper.mean() + _DARKEST_LIGHT)
    return np.asarray(np.maximum(difference, 0) / np.maximum(light, 1 / 3), np.float32)


def _polarity(small: NDArray[np.float32]) -> tuple[bool, float | None]:
    """Whether the ink is lighter than the paper, and the paper's level if it has one throughout."""
    if np.ptp(small) < 1:
        return False, None
    light = small > threshold_otsu(small)  # type: ignore[no-untyped-call]
    border = _border(light).mean()
    if separation(small, light) > TWO_LEVELS and max(border, 1 - border) > ONE_LEVEL:
        is_light_paper = border > 0.5 or is_framed_paper(light)
        return not is_light_paper, float(np.median(small[light == is_light_paper]))
    return _has_light_strokes(small), None


def _has_light_strokes(small: NDArray[np.float32]) -> bool:
    """Whether the fine structure stands out from its surroundings more towards light than towards dark.

    Strokes, and rulings too, cover less than half of the paper: the third moment of what is left of a
    picture without its local mean has their sign. The narrower the window, the less of it is a shadow's edge;
    the wider, the more of it is stroke and not noise. Of two widths the one with the clearer answer counts.
    """
    skews = []
    for part in (8, 4):
        side = max(3, max(small.shape) // part | 1)
        fine = small - ndimage.uniform_filter(small, side)
        skews.append(float((fine**3).mean() / max(float((fine**2).mean()) ** 1.5, 1e-9)))
    return max(skews, key=abs) > 0


def _paper(grey: NDArray[np.uint8], surround: float | None) -> NDArray[np.float32]:
    """The paper under dark ink, float32 (h, w): a morphological closing, wider than strokes.

    A closing fills what is darker than its surroundings on both sides, so strokes vanish from it, while
    slopes and the edges of shadows, darker on one side only, stay where they are. Under uneven light it is a
    sixth of the picture wide: the wider, the more of a ridge between slope and shadow is filled, too.

    Args:
        grey: uint8 (h, w).
        surround: The paper's level beyond the picture; None if unknown: then what is dark as far as the
            picture's border is taken for a shadow or the table.
    """
    small = _reduced(grey, _PAPER_SIDE)
    side = max(small.shape) // (6 if surround is None else 2)
    padded = np.pad(small, side, constant_values=-1 if surround is None else surround)
    # A little more is taken back than was filled: the reduced picture knows an edge only to a pixel or two.
    closed = ndimage.minimum_filter(ndimage.maximum_filter(padded, side), side + 4)
    inner = np.ascontiguousarray(closed[side : side + small.shape[0], side : side + small.shape[1]])
    return _resized(inner, grey.shape)


def _border(pixels: NDArray[Any]) -> NDArray[Any]:
    """The pixels of the four sides in one row."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def _resized(pixels: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The picture brought to another shape, (h, w)."""
    height, width = shape
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BILINEAR))


def _reduced(grey: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
    """The picture averaged down by a whole factor until its longer side has at most `side` pixels."""
    factor = -(-max(grey.shape) // side)
    return np.asarray(Image.fromarray(grey).reduce(factor), np.float32)
