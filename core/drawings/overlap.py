"""Which drawings are images of a data set as well: of one that was imported from their export."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import IMAGE_SIDE_PIXELS
from core.recognition.form import image_of
from core.recognition.preparation import BlankPicture


def are_among(drawings: NDArray[np.uint8], splits: Iterable[NDArray[np.uint8]]) -> NDArray[np.bool_]:
    """Which drawings are images of some splits, as they are or as an import prepares them: bool (n,).

    An import of the pictures that a drawing was made of is not recognised.

    Args:
        drawings: uint8 (n, 28, 28), in MNIST's form.
        splits: uint8 (m, 28, 28) each, of a data set that was imported by the method `digit`.
    """
    forms = [_forms(drawing.tobytes()) for drawing in drawings]
    wanted = {form for of_drawing in forms for form in of_drawing}
    found = {form for images in splits for image in images if (form := image.tobytes()) in wanted}
    return np.array([not found.isdisjoint(of_drawing) for of_drawing in forms], np.bool_)


@lru_cache(maxsize=10_000)
def _forms(drawing: bytes) -> tuple[bytes, ...]:
    """The pixels of a drawing, and what an import makes of them."""
    pixels = np.frombuffer(drawing, np.uint8).reshape(IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS)
    try:
        return drawing, image_of(pixels, "digit").tobytes()
    except BlankPicture:
        return (drawing,)
