"""A picture of several digits to the digits in reading order.

`core.recognition.segmentation` finds lines and pieces, `core.recognition.grouping` the groups of pieces that
may be digits, and `core.recognition.line_reading` what a line says.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.recognition.cuts import MOST_PER_HEIGHT
from core.recognition.detector import DigitDetector
from core.recognition.grey import grey_of
from core.recognition.grouping import find_groups, group_of, together
from core.recognition.ink import Ink, find_ink
from core.recognition.line_image import line_image
from core.recognition.line_reader import DIGITS, line_reader
from core.recognition.line_reading import Found, Judged, digits_of_grouping, digits_of_line, images_of, judge
from core.recognition.picture import WORKING_SIDE, decode_picture
from core.recognition.predictor import Predictor
from core.recognition.preparation import NO_DIGIT, BlankPicture
from core.recognition.segmentation import Box, CutPart, Line, cut, find_lines, may_be_several

LEAST_SPAN: Final = 0.012
"""Strokes span at least this part of the picture's longer side; on a page of digits they are small."""
LEAST_OF_WHOLE: Final = 0.8
"""Probability of one digit from which a part is not cut."""
TALLEST_LINE: Final = 80
"""Pixels; what is taller is averaged down, for more of them tell the models nothing."""
_MOST_GROUPS: Final = 2400
"""About how many groups of cut parts are judged; a picture on which everything touches has fewer cuts."""


@dataclass(frozen=True, eq=False)
class ReadDigit:
    """One of several digits on a picture.

    Attributes:
        digit: The most probable class; of MNIST the digit itself.
        probabilities: float32 (classes,); sums to 1.
        image: uint8 (28, 28), what the model was shown.
        box: Where it is: top, left, bottom, right in pixels of the picture, the last two exclusive.
        one_digit: How probable it is that there is one digit and nothing else, 0..1.
    """

    digit: int
    probabilities: NDArray[np.float32]
    image: NDArray[np.uint8]
    box: Box
    one_digit: float

    @property
    def confidence(self) -> float:
        """The probability of the most probable class, 0..1."""
        return float(self.probabilities.max())


ReadLine = tuple[ReadDigit, ...]


def read_picture(data: bytes, predictor: Predictor, detector: DigitDetector) -> tuple[ReadLine, ...]:
    """Reads all digits on a picture file; see `read_digits`.

    Args:
        data: The bytes of a PNG, JPEG, GIF, WebP or BMP, not trusted.
        predictor: A model of the digits.
        detector: What tells one digit from anything else.

    Raises:
        PictureError: If the bytes are no picture that can be read, or one without digits (`BlankPicture`).
        DamagedModelError: If a file of the line reader is missing or was changed.
    """
    return read_digits(decode_picture(data), predictor, detector)


def read_digits(
    pixels: NDArray[np.uint8], predictor: Predictor, detector: DigitDetector
) -> tuple[ReadLine, ...]:
    """Reads all digits on a picture: its lines from top to bottom, the digits of each from left to right.

    Args:
        pixels: uint8 (h, w) grey, (h, w, 3) RGB or (h, w, 4) RGBA with straight alpha.
        predictor: A model of the digits.
        detector: What tells one digit from anything else.

    Raises:
        BlankPicture: If there is no digit.
        DamagedModelError: If a file of the line reader is missing or was changed.
        ValueError: If the array is not a picture.
    """
    factor = -(-max(pixels.shape[:2]) // WORKING_SIDE)
    ink = find_ink(grey_of(pixels, factor), LEAST_SPAN)
    lines = find_lines(ink.strokes)
    too_large = math.ceil(np.median([line.height for line in lines]) / TALLEST_LINE) if lines else 1
    if too_large > 1:
        ink, factor = _reduced(ink, too_large), factor * too_large
        lines = find_lines(ink.strokes)
    read = []
    for line, parts in zip(lines, _cut_parts(lines, ink, detector), strict=True):
        judged = judge(find_groups(parts, ink, line.height), predictor, detector)
        found = _found(judged, line, ink, predictor)
        read.append(tuple(_scaled(each, factor, pixels.shape) for each in _read_digits(judged, found)))
    if not any(read):
        raise BlankPicture(NO_DIGIT)
    return tuple(line for line in read if line)


def _found(judged: Judged, line: Line, ink: Ink, predictor: Predictor) -> list[Found]:
    """The digits of a line, from left to right; the line reader knows no other classes."""
    if predictor.class_count != DIGITS:
        return digits_of_grouping(judged)
    (top, left, bottom, right), strokes = together(line.parts)
    image = line_image(ink.levels[top:bottom, left:right], strokes, line.height, left)
    return digits_of_line(judged, image, line_reader(), predictor)


def _read_digits(judged: Judged, found: Sequence[Found]) -> Iterator[ReadDigit]:
    for each in found:
        group, one_digit = judged.groups[each.place], float(judged.of_digit[each.place])
        digit = int(each.probabilities.argmax())
        yield ReadDigit(digit, each.probabilities, group.image, group.box, one_digit)


def number_text(lines: Sequence[ReadLine]) -> str:
    """The digits in reading order."""
    return "".join(str(each.digit) for line in lines for each in line)


def _cut_parts(lines: Sequence[Line], ink: Ink, detector: DigitDetector) -> list[tuple[CutPart, ...]]:
    """For each line its parts; what is large enough for two digits and does not look like one has cuts."""
    large = [part for line in lines for part in line.parts if may_be_several(part, line.height)]
    wholes = [group_of((part,), ink) for part in large]
    likely = detector.probabilities(images_of(wholes)) >= LEAST_OF_WHOLE
    is_cut = {part for part, whole in zip(large, likely, strict=True) if not whole}
    heights = sum(part.width / line.height for line in lines for part in line.parts if part in is_cut)
    # Each cut is judged with those that follow within the width of a digit.
    most = min(MOST_PER_HEIGHT, math.sqrt(_MOST_GROUPS / max(heights, 1)))
    return [
        tuple(
            cut(part, ink.levels, line.height, most) if part in is_cut else CutPart(part)
            for part in line.parts
        )
        for line in lines
    ]


def _reduced(ink: Ink, factor: int) -> Ink:
    """The same ink, averaged down by a whole factor."""
    of_strokes = ink.strokes.astype(np.float32)
    levels, strokes = (np.asarray(Image.fromarray(each).reduce(factor)) for each in (ink.levels, of_strokes))
    return Ink(levels, strokes >= 0.5)


def _scaled(found: ReadDigit, factor: int, shape: tuple[int, ...]) -> ReadDigit:
    """The same digit, its box in pixels of the picture before that was averaged down."""
    limits = (*shape[:2], *shape[:2])
    box = tuple(min(edge * factor, limit) for edge, limit in zip(found.box, limits, strict=True))
    return ReadDigit(found.digit, found.probabilities, found.image, box, found.one_digit)  # type: ignore[arg-type]
