"""The answer to "which class is this?", for files and for drawings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.recognition.form import MNIST_FORM, Form
from core.recognition.picture import decode_picture
from core.recognition.predictor import Predictor
from core.recognition.preparation import Prepared


@dataclass(frozen=True, eq=False)
class Recognition:
    """A model's answer for one picture.

    Attributes:
        digit: The most probable class; of MNIST the digit itself.
        probabilities: float32 (classes,); sums to 1.
        prepared: What the model was shown, and where that was on the picture.
    """

    digit: int
    probabilities: NDArray[np.float32]
    prepared: Prepared


def recognise(
    data: bytes, predictor: Predictor, form: Form = MNIST_FORM, *, is_drawing: bool = False
) -> Recognition:
    """Tells the class of what is on a picture file.

    Args:
        data: The bytes of a PNG, JPEG, GIF, WebP or BMP, not trusted.
        predictor: The model.
        form: That of the images which it learned.
        is_drawing: See `Form.prepared`.

    Returns:
        The answer.

    Raises:
        PictureError: If the bytes are no picture that can be read, or a blank one (`BlankPicture`).
    """
    return recognise_pixels(decode_picture(data), predictor, form, is_drawing=is_drawing)


def recognise_pixels(
    pixels: NDArray[np.uint8], predictor: Predictor, form: Form = MNIST_FORM, *, is_drawing: bool = False
) -> Recognition:
    """Tells the class of what is on a picture.

    Args:
        pixels: uint8 (h, w) grey, (h, w, 3) RGB or (h, w, 4) RGBA.
        predictor: The model.
        form: That of the images which it learned.
        is_drawing: See `Form.prepared`.

    Returns:
        The answer.

    Raises:
        BlankPicture: If there is no ink.
    """
    prepared = form.prepared(pixels, is_drawing=is_drawing)
    probabilities = predictor.probabilities(prepared.image[np.newaxis])[0]
    return Recognition(int(probabilities.argmax()), probabilities, prepared)
