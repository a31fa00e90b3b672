"""A line of ink in the form in which the line reader gets it: 32 rows, and digits of one height."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.recognition.preparation import widened, without_paper

ROWS: Final = 32
DIGIT_ROWS: Final = 22
"""The height of a typical digit in it; the rest is for digits that stand higher or lower."""
MARGIN: Final = 8
"""Columns of background at either end."""


@dataclass(frozen=True, eq=False)
class LineImage:
    """A line as the line reader gets it.

    Attributes:
        image: uint8 (32, w), 0 is background and 255 is ink.
        scale: Its columns for each column of the ink.
        left: The column of the ink at which the line begins.
        height: Of a typical digit of the line, in pixels of the ink.
    """

    image: NDArray[np.uint8]
    scale: float
    left: int
    height: float

    def column(self, place: float) -> float:
        """The column of the ink that is at a column of the image."""
        return self.left + (place - MARGIN) / self.scale


def line_image(
    levels: NDArray[np.float32], strokes: NDArray[np.bool_], height: float, left: int = 0
) -> LineImage:
    """Brings a line, cut to its box, to the form in which the line reader gets it.

    Args:
        levels: float32 (h, w), 0 is paper and 1 the core of a stroke; what is beside the strokes is left out.
        strokes: bool (h, w), the pixels of the line.
        height: Of a typical digit of the line, in pixels.
        left: The column at which the box begins.
    """
    ink = widened(without_paper(levels, strokes), strokes, height)
    scale = min(DIGIT_ROWS / height, ROWS / len(ink))
    rows, columns = (max(1, round(side * scale)) for side in ink.shape)
    small = Image.fromarray(ink).resize((columns, rows), Image.Resampling.BILINEAR)
    image = np.zeros((ROWS, columns + 2 * MARGIN), np.uint8)
    top = (ROWS - rows) // 2
    image[top : top + rows, MARGIN : MARGIN + columns] = np.rint(np.asarray(small).clip(0, 1) * 255)
    return LineImage(image, scale, left, height)
