"""How a picture of any size becomes an image of a data set, at its import or for a model that learned it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.dataset import IMAGE_SIDE_PIXELS, Dataset
from core.recognition.preparation import BlankPicture, Prepared, prepare

Method = Literal["whole", "inverted", "digit"]

METHODS: Final[dict[Method, str]] = {
    "whole": "The whole picture, scaled to fit.",
    "inverted": "The same, dark and light exchanged: for dark ink on light paper.",
    "digit": "The ink alone, cropped, scaled and centred by mass as MNIST is.",
}
"""What each method makes of a picture, in a sentence."""

_DARK: Final = 63
"""A border up to that value is dark; one of 255 less that value and above is light."""

_NEARLY_ALL: Final = 0.95
"""Share of the images of a data set whose borders are alike where they have one background."""

_MOST_LOOKED_AT: Final = 1_000


@dataclass(frozen=True)
class Form:
    """What pictures have to become for a model: the form of the images that it learned.

    Attributes:
        method: How the pictures of the data set became images; a key of `METHODS`.
        background: 0 if nearly all of its images have a dark border, 255 if a light one, else None.
    """

    method: Method
    background: int | None = None

    def prepared(self, pixels: NDArray[np.uint8], *, is_drawing: bool = False) -> Prepared:
        """A picture as its images are: by their method, dark and light exchanged if its border is opposite.

        Args:
            pixels: See `image_of`.
            is_drawing: Whether it was drawn here, on paper of one colour with a pen of another one; both
                become full black or white, and whether dark or light does not matter.

        Raises:
            BlankPicture: If there is no ink, or only one colour.
        """
        if self.method == "digit":
            return prepare(pixels)
        grey = _grey(pixels)
        if grey.min() == grey.max():
            raise BlankPicture("There is nothing to see: the picture has only one colour.")
        if is_drawing:
            grey = _on_white(grey)
        expected = 255 - grey if self.method == "inverted" else grey
        border = _border(expected)
        opposite = {0: _is_light(border), 255: border <= _DARK}
        is_opposite = self.background is not None and opposite[self.background]
        image = _fitted(255 - expected if is_opposite else expected)
        is_inverted = not is_drawing and is_opposite != (self.method == "inverted")
        return Prepared(image, (0, 0, *grey.shape), is_inverted=is_inverted)


MNIST_FORM: Final = Form("digit", 0)


def form_of(images: NDArray[np.uint8], method: Method) -> Form:
    """The form of the images of a data set.

    Args:
        images: (n, 28, 28) uint8; of many, about a thousand are looked at.
        method: By which they were made.
    """
    return Form(method, background_of(images[:: max(1, len(images) // _MOST_LOOKED_AT)]))


def background_of(images: NDArray[np.uint8]) -> int | None:
    """Which background nearly all images have, by the median of their outermost pixels.

    Args:
        images: (n, h, w) uint8.

    Returns:
        0 for dark, 255 for light, None for neither.
    """
    if _nearly_all(_is_light(_border(_without_bars(each))) for each in images):
        return 255
    return 0 if _nearly_all(_border(each) <= _DARK for each in images) else None


def _nearly_all(answers: Iterable[bool]) -> bool:
    return bool(np.mean(list(answers)) >= _NEARLY_ALL)


def _border(picture: NDArray[np.uint8]) -> float:
    """The median of the outermost pixels."""
    return float(np.median(np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])))


def _is_light(border: float) -> bool:
    return border >= 255 - _DARK


def _without_bars(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """An image without the background that `_fitted` puts on two sides of a picture that is not square."""
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    if len(rows) == 0 or (rows[-1] - rows[0] < len(image) - 1 and columns[-1] - columns[0] < len(image) - 1):
        return image
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


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


def _on_white(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A drawing of two colours, of which that of the paper becomes 255 and the other one 0."""
    low, high = int(grey.min()), int(grey.max())
    levels = (grey.astype(np.float32) - low) * 255 / (high - low)
    return np.rint(levels if 2 * _border(grey) > low + high else 255 - levels).astype(np.uint8)


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


def reads_digits(dataset: Dataset, form: Form) -> bool:
    """Whether a model that has learned a data set in a form reads digits as MNIST has them."""
    return dataset.class_noun == "digit" and form.method == MNIST_FORM.method
