"""The plain way from a picture to 28 x 28, to compare `preparation` with: the whole picture, made small.

This is what the function `judge_image` of the tutorials does with a picture of one's own, by its description:
grey, resized to 28 x 28, inverted, a threshold at 75. That leaves open how it scales and what is made of the
two sides of the threshold; here it is bilinear between the four nearest pixels, without anti-aliasing, and
black and white.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.dataset import HIGHEST
from core.recognition.grey import grey_of
from core.recognition.predictor import IMAGE_SHAPE

THRESHOLD: Final = 75
"""The darkest grey, after inversion, that still becomes white."""


def resize_plainly(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Makes a picture 28 x 28 without looking at what is on it; dark ink on light paper is taken for granted.

    Args:
        pixels: uint8 (h, w) grey, (h, w, 3) RGB or (h, w, 4) RGBA with straight alpha.

    Returns:
        uint8 (28, 28), 0 and 255.
    """
    grey = Image.fromarray(grey_of(pixels))
    extent = (0, 0, *grey.size)
    # `Image.resize` would average over all pixels that become one: that is anti-aliasing.
    small = grey.transform(IMAGE_SHAPE, Image.Transform.EXTENT, extent, Image.Resampling.BILINEAR)
    return np.where(HIGHEST - np.asarray(small) >= THRESHOLD, HIGHEST, 0).astype(np.uint8)
