"""Measures of one image: its ink, its strokes and its form.

Thickness and slant are those of Morpho-MNIST (Castro et al. 2019, "Morpho-MNIST: Quantitative Assessment and
Diagnostics for Representation Learning"): strokes are measured on a mask of four times the resolution.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.morphology import skeletonize

ZOOM: Final = 4
"""The mask has so many pixels a side for each pixel of the image."""

_IMAGE: Final = (-2, -1)
"""The axes of an image."""

_TOUCHING: Final = np.ones((3, 3), np.bool_)
"""Pixels touch by a side or a corner."""


@dataclass(frozen=True)
class Shape:
    """Measures of an image; NaN where an image without ink has none.

    Attributes:
        ink: Mean of the pixels, 0..1.
        thickness: Mean width of the strokes in pixels: twice the mean distance of the skeleton from the
            background.
        slant: Degrees by which a vertical stroke is sheared, above 0 to the right: arctan(-m11 / m02), the
            central moments of ink over x and y.
        aspect: Width of the box around the ink, divided by its height.
        holes: Parts of background that ink encloses; that is `parts` less the Euler number.
        parts: Connected parts of ink.
        sharpness: Variance of the Laplacian of the pixels 0..1 (Pech-Pacheco et al. 2000, "Diatom
            autofocusing in brightfield microscopy").
    """

    ink: float
    thickness: float
    slant: float
    aspect: float
    holes: float
    parts: float
    sharpness: float


def shape_of(image: NDArray[np.uint8]) -> Shape:
    """The measures of an image, (h, w) uint8, 0 background to 255 ink."""
    pixels = image.astype(np.float64) / 255
    mask = ink_mask(pixels)
    return Shape(
        ink=float(ink_of(pixels)),
        thickness=_thickness(mask),
        slant=float(slant_of(pixels)),
        aspect=_aspect(mask),
        holes=_holes(mask),
        parts=int(ndimage.label(mask, _TOUCHING)[1]),
        sharpness=float(sharpness_of(pixels)),
    )


def ink_mask(pixels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where there is ink, (ZOOM h, ZOOM w): above half of the strongest pixel, after cubic interpolation."""
    fine = ndimage.zoom(pixels, ZOOM, order=3, mode="grid-constant", grid_mode=True)
    return np.asarray(fine > pixels.max() / 2)


def _holes(mask: NDArray[np.bool_]) -> int:
    """Parts of background less the one around the digit; pixels of background touch by a side only."""
    return int(ndimage.label(~np.pad(mask, 1))[1]) - 1


def _thickness(mask: NDArray[np.bool_]) -> float:
    skeleton = skeletonize(mask)  # type: ignore[no-untyped-call]
    if not skeleton.any():
        return float("nan")
    # An edge lies half a pixel of the mask before the centre of the nearest pixel of background.
    distance = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1] - 0.5
    return float(2 * distance[skeleton].mean() / ZOOM)


def ink_of(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """`Shape.ink` of images (..., h, w), pixels 0..1."""
    return np.asarray(pixels.mean(axis=_IMAGE))


def slant_of(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """`Shape.slant` of images (..., h, w), pixels 0..1."""
    y, x = np.indices(pixels.shape[-2:])
    with np.errstate(divide="ignore", invalid="ignore"):
        mass = pixels.sum(axis=_IMAGE, keepdims=True)
        dy = y - (y * pixels).sum(axis=_IMAGE, keepdims=True) / mass
        dx = x - (x * pixels).sum(axis=_IMAGE, keepdims=True) / mass
        m02, m11 = (dy * dy * pixels).sum(axis=_IMAGE), (dx * dy * pixels).sum(axis=_IMAGE)
        return np.where(m02 == 0, np.nan, np.degrees(np.arctan(-m11 / m02)))


def sharpness_of(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """`Shape.sharpness` of images (..., h, w), pixels 0..1."""
    edges = sum(ndimage.convolve1d(pixels, [1, -2, 1], axis=axis, mode="constant") for axis in _IMAGE)
    return np.asarray(np.var(edges, axis=_IMAGE))


def _aspect(mask: NDArray[np.bool_]) -> float:
    if not mask.any():
        return float("nan")
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return float((columns[-1] - columns[0] + 1) / (rows[-1] - rows[0] + 1))
