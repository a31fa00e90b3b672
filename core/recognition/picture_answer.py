"""What a model answers for one of many picture files, or why it does not: a line of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.recognition.detector import DigitDetector
from core.recognition.form import Form
from core.recognition.picture import PictureError, decode_picture
from core.recognition.predictor import Predictor
from core.recognition.reading import ReadLine, read_digits
from core.recognition.recognition import Recognition, recognise_pixels

THUMBNAIL_PIXELS: Final = 112
"""The longest side of a picture in a list; twice what it is shown at."""


@dataclass(frozen=True, eq=False)
class PictureAnswer:
    """What became of a picture file.

    Attributes:
        thumbnail: uint8 (h, w) or (h, w, 4), the picture made small; None if it cannot be read.
        found: The model's answer, where one class was looked for, or None.
        lines: The lines of digits, where several were looked for.
        trouble: Why there is no answer; empty if there is one.
    """

    thumbnail: NDArray[np.uint8] | None
    found: Recognition | None = None
    lines: Sequence[ReadLine] = ()
    trouble: str = ""


def answer_picture(
    data: bytes, predictor: Predictor, form: Form, detector: DigitDetector | None = None
) -> PictureAnswer:
    """Recognises what is on a picture file, as `recognise` and `read_picture` do; never raises for the file.

    Args:
        data: The bytes of the file, not trusted.
        predictor: The model.
        form: That of the images which it learned.
        detector: What finds single digits, to read several; None to recognise one.
    """
    thumbnail = None
    try:
        pixels = decode_picture(data)
        thumbnail = _small(pixels)
        if detector is None:
            return PictureAnswer(thumbnail, recognise_pixels(pixels, predictor, form))
        return PictureAnswer(thumbnail, lines=read_digits(pixels, predictor, detector))
    except PictureError as error:
        return PictureAnswer(thumbnail, trouble=str(error))


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    small = Image.fromarray(pixels)
    small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
    return np.asarray(small)
