"""How a picture of any size becomes an image of a data set."""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.dataset import IMAGE_SIDE_PIXELS
from core.recognition.preparation import prepare

Method = Literal["whole", "inverted", "digit"]

METHODS: Final[dict[Method, str]] = {
    "whole": "The whole picture, scaled to fit.",
    "inverted": "The same, dark and light exchanged: for dark ink on light paper.",
    "digit": "The ink alone, cropped, scaled and centred by mass as MNIST is.",
}
"""What each method makes of a picture, in a sentence."""


def image_of(picture: NDArray[np.uint8], method: Method) -> NDArray[np.uint8]:
    """An image of a data set: uint8 (28, 28), 0 is background and 255 is ink.

    A grey picture of 28 × 28 stays as it is by the method `whole`.

    Args:
        picture: uint8 (h, w) grey, (h, w, 3) RGB or (h, w, 4) RGBA.
        method: A key of `METHODS`.

    Raises:
        BlankPicture: If the method is `digit` and there is no ink.
    """
    if method == "digit":
        return prepare(picture).image
    grey = _grey(picture)
    return _fitted(255 - grey if method == "inverted" else grey)


def _grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if picture.ndim == 2:
        return picture
    if picture.shape[2] == 3:
        return np.asarray(Image.fromarray(picture).convert("L"))
    paper = Image.new("RGBA", (picture.shape[1], picture.shape[0]), "white")
    return np.asarray(Image.alpha_composite(paper, Image.fromarray(picture, "RGBA")).convert("L"))


def _fitted(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture in the middle of a square, in its own proportions; the rest is background."""
    if grey.shape == (IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS):
        return grey
    height, width = grey.shape
    scale = IMAGE_SIDE_PIXELS / max(height, width)
    size = max(1, round(height * scale)), max(1, round(width * scale))
    small = np.asarray(
        Image.fromarray(grey).resize(
            size[::-1], Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
        )
    )
    image = np.zeros((IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS), np.uint8)
    top, left = (IMAGE_SIDE_PIXELS - size[0]) // 2, (IMAGE_SIDE_PIXELS - size[1]) // 2
    image[top : top + size[0], left : left + size[1]] = small
    return image
