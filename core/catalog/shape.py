"""Measures of images: their ink, their strokes and their form, of many images at once.

Thickness and slant are those of Morpho-MNIST (Castro et al. 2019, "Morpho-MNIST: Quantitative Assessment and
Diagnostics for Representation Learning"): strokes are measured on a mask of four times the resolution.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.morphology import skeletonize

ZOOM: Final = 4
"""The mask has so many pixels a side for each pixel of the image."""

_IMAGE: Final = (-2, -1)
"""The axes of an image."""

_TOUCHING: Final = np.stack([np.zeros((3, 3)), np.ones((3, 3)), np.zeros((3, 3))]) > 0
"""Pixels of one mask touch by a side or a corner, those of different masks never."""

_QUADS: Final = np.array([0, 1, 1, 0, 1, 0, -2, -1, 1, -2, 0, -1, 0, -1, -1, 0], np.int8)
"""What two by two pixels add to four times the Euler number, by their code 1, 2, 4, 8 for ink in each; pixels
that touch by a corner are connected (Gray 1971, "Local Properties of Binary Images in Two Dimensions")."""


def shapes_of(images: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
    """The measures of some images; 200 take 60 MB meanwhile.

    Args:
        images: (n, side, side) uint8, 0 background to 255 ink.

    Returns:
        float64 (n,) each; NaN where an image without ink has none.

        | name | what |
        |---|---|
        | ink | mean of the pixels, 0..1 |
        | thickness | mean width of the strokes in pixels: twice the mean distance of the skeleton from the
            background |
        | slant | degrees by which a vertical stroke is sheared, above 0 to the right: arctan(-m11 / m02), the
            central moments of ink over x and y |
        | aspect | width of the box around the ink, divided by its height |
        | holes | parts of background that ink encloses; that is `parts` less the Euler number |
        | parts | connected parts of ink |
        | sharpness | variance of the Laplacian of the pixels 0..1 (Pech-Pacheco et al. 2000, "Diatom
            autofocusing in brightfield microscopy") |
    """
    pixels = images / 255
    masks = ink_masks(pixels)
    around = np.pad(masks, ((0, 0), (1, 1), (1, 1)))
    parts = _parts(masks)
    return {
        "ink": pixels.mean(axis=_IMAGE),
        "thickness": _thickness(around),
        "slant": _slant(pixels),
        "aspect": _aspect(masks),
        "holes": (parts - _euler_numbers(around)).astype(np.float64),
        "parts": parts.astype(np.float64),
        "sharpness": _sharpness(pixels),
    }


def ink_masks(pixels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where there is ink, (n, ZOOM side, ZOOM side): above half of the image's strongest pixel.

    Args:
        pixels: (n, side, side), 0..1; they are interpolated by cubic splines.
    """
    count, side, _ = pixels.shape
    finer = _interpolation(side).T
    columns = (np.swapaxes(pixels, 1, 2).reshape(-1, side) @ finer).reshape(count, side, -1)
    fine = (np.swapaxes(columns, 1, 2).reshape(-1, side) @ finer).reshape(count, ZOOM * side, -1)
    return np.asarray(fine > pixels.max(axis=_IMAGE)[:, np.newaxis, np.newaxis] / 2)


@cache
def _interpolation(side: int) -> NDArray[np.float64]:
    """What takes a column of an image to that of the mask, (ZOOM side, side): the interpolation is linear."""
    zoomed = ndimage.zoom(np.eye(side), (ZOOM, 1), order=3, mode="grid-constant", grid_mode=True)
    return np.asarray(zoomed, np.float64)


def _parts(masks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The number of connected parts of each mask, (n,)."""
    # Labels count on from one mask to the next, so the highest up to each mask says how many there were.
    highest = np.maximum.accumulate(ndimage.label(masks, _TOUCHING)[0].max(axis=_IMAGE))
    return np.asarray(np.diff(highest, prepend=0))


def _euler_numbers(masks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The number of parts less that of holes of each mask, (n,), with a border of background."""
    ink = masks.view(np.uint8)
    codes = ink[:, :-1, :-1] + 2 * ink[:, :-1, 1:] + 4 * ink[:, 1:, :-1] + 8 * ink[:, 1:, 1:]
    return np.asarray(_QUADS[codes].sum(axis=_IMAGE, dtype=np.int64) // 4)


def _thickness(masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of masks with a border of background."""
    skeletons = np.stack([_skeleton(mask) for mask in masks])
    image, row, column = np.nonzero(skeletons)
    # An edge lies half a pixel of the mask before the centre of the nearest pixel of background.
    distances = np.sqrt(_squared_distances(masks, image, row, column)) - 0.5
    counts = np.bincount(image, minlength=len(masks))
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * np.bincount(image, distances, len(masks)) / counts / ZOOM)


def _skeleton(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Looks at the box around the ink alone."""
    found = np.zeros_like(mask)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if len(rows):
        box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        found[box] = skeletonize(mask[box])  # type: ignore[no-untyped-call]
    return found


def _squared_distances(
    masks: NDArray[np.bool_], image: NDArray[np.int64], row: NDArray[np.int64], column: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The squared Euclidean distance of some pixels from the nearest background, exact.

    By rows and then by columns (Felzenszwalb and Huttenlocher 2012, "Distance Transforms of Sampled
    Functions"), for the asked pixels only: `ndimage.distance_transform_edt` takes five times as long for all.

    Args:
        masks: (n, side, side), each with a border of background.
        image: (k,) of which mask each pixel is.
        row: (k,) its row.
        column: (k,) its column.
    """
    side = masks.shape[-1]
    place = np.arange(side, dtype=np.int16)
    before = np.maximum.accumulate(np.where(masks, np.int16(-1), place), axis=2)
    after = np.minimum.accumulate(np.where(masks, np.int16(side), place)[..., ::-1], axis=2)[..., ::-1]
    along_row = np.minimum(place - before, after - place) ** 2
    by_column = np.ascontiguousarray(np.swapaxes(along_row, 1, 2))
    across = (place[:, np.newaxis] - place) ** 2
    return np.asarray((by_column[image, column] + across[row]).min(axis=1), np.float64)


def _slant(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    y, x = np.indices(pixels.shape[-2:])
    with np.errstate(divide="ignore", invalid="ignore"):
        mass = pixels.sum(axis=_IMAGE, keepdims=True)
        dy = y - (y * pixels).sum(axis=_IMAGE, keepdims=True) / mass
        dx = x - (x * pixels).sum(axis=_IMAGE, keepdims=True) / mass
        m02, m11 = (dy * dy * pixels).sum(axis=_IMAGE), (dx * dy * pixels).sum(axis=_IMAGE)
        return np.where(m02 == 0, np.nan, np.degrees(np.arctan(-m11 / m02)))


def _sharpness(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    edges = sum(ndimage.convolve1d(pixels, [1, -2, 1], axis=axis, mode="constant") for axis in _IMAGE)
    return np.asarray(np.var(edges, axis=_IMAGE))


def _aspect(masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    height, width = (_extent(np.asarray(masks.any(axis=axis))) for axis in (2, 1))
    with np.errstate(invalid="ignore"):
        return np.where(height > 0, width / np.maximum(height, 1), np.nan)


def _extent(lines: NDArray[np.bool_]) -> NDArray[np.int64]:
    """From the first to the last line with ink, (n,); 0 without one."""
    last = lines.shape[1] - lines[:, ::-1].argmax(axis=1)
    return np.where(lines.any(axis=1), last - lines.argmax(axis=1), 0)
