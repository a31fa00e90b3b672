"""A picture to grey levels: its luminance or, where ink and paper are equally light, its colour."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

LUMINANCE: Final = (0.299, 0.587, 0.114)
"""Of red, green and blue, as Pillow weighs them (ITU-R BT.601)."""
_CLEARER: Final = 2.0
"""How many times clearer than by luminance strokes are by another mixture of colours that is used."""
_LEAST_COLOUR: Final = 12
"""Grey levels by which the channels of a picture differ somewhere that has colours at all."""
_SMALL_SIDE: Final = 128


def grey_of(pixels: NDArray[np.uint8], factor: int = 1) -> NDArray[np.uint8]:
    """The picture in grey levels, transparency put before a backing, averaged down by a whole factor.

    Args:
        pixels: As those of `core.recognition.preparation.prepare`.
        factor: At least 1.

    Returns:
        uint8 (h, w), 0 is black where it is the luminance.

    Raises:
        ValueError: If the array is not a picture.
    """
    _check_pixels(pixels)
    image = Image.fromarray(np.ascontiguousarray(pixels))
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    if alpha is not None and alpha.getextrema()[0] == 255:
        image, alpha = image.convert("RGB"), None
    image = image.reduce(factor) if alpha is None else image
    grey = _clearest(image) if image.mode == "RGB" else image.convert("L")
    if alpha is None:
        return np.asarray(grey)
    backing = Image.new("L", image.size, _backing(np.asarray(grey), np.asarray(alpha)))
    return np.asarray(Image.composite(grey, backing, alpha).reduce(factor))


def _clearest(image: Image.Image) -> Image.Image:
    """A picture in RGB as the mixture of its channels in which fine structure is clearest, mode L.

    That is the first principal component of the colours' distances from their surroundings. It is used where
    it is much clearer than the luminance only.
    """
    small = np.asarray(image.reduce(-(-max(image.size) // _SMALL_SIDE)), np.float32)
    if np.ptp(small, axis=2).max() < _LEAST_COLOUR:
        return image.convert("L")
    side = max(3, max(small.shape) // 4 | 1)
    fine = (small - ndimage.uniform_filter(small, (side, side, 0))).reshape(-1, 3)
    covariance = fine.T @ fine
    directions = np.linalg.eigh(covariance).eigenvectors
    by_luminance = float(np.array(LUMINANCE) @ covariance @ LUMINANCE)
    mixture = directions[:, -1] / np.abs(directions[:, -1]).sum()  # of 0..255 it makes a range of 255 again
    if float(mixture @ covariance @ mixture) < _CLEARER**2 * by_luminance:
        return image.convert("L")
    return image.convert("L", (*mixture.tolist(), -255 * float(np.minimum(mixture, 0).sum())))


def _check_pixels(pixels: NDArray[np.uint8]) -> None:
    """Raises ValueError for an array that is no picture."""
    is_picture = pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in (3, 4))
    if pixels.dtype != np.uint8 or not is_picture or pixels.size == 0:
        raise ValueError(
            f"pixels must be uint8 (h, w), (h, w, 3) or (h, w, 4), not {pixels.dtype} {pixels.shape}."
        )


def _backing(grey: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> int:
    """The grey behind a picture on which its ink can be seen.

    Where most of the picture is opaque, the paper is part of it and is continued; otherwise what is opaque
    is ink, and the backing is its opposite.
    """
    seen = grey[alpha > 127]
    if seen.size == 0:
        return 255
    middle = int(np.median(seen))
    if 2 * seen.size > grey.size:
        return middle
    return 255 if middle < 128 else 0
