"""Pixels to the 28 × 28 that MNIST's authors would have made.

"The original black and white (bilevel) images from NIST were size normalized to fit in a 20x20 pixel box
while preserving their aspect ratio. The resulting images contain grey levels as a result of the
anti-aliasing technique used by the normalization algorithm. The images were centered in a 28x28 image by
computing the center of mass of the pixels" (LeCun, Cortes, Burges, http://yann.lecun.com/exdb/mnist/).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from core.data.dataset import IMAGE_SIDE_PIXELS
from core.recognition.grey import grey_of
from core.recognition.ink import find_ink
from core.recognition.marks import without_marks
from core.recognition.morphology import dilated, eroded
from core.recognition.picture import WORKING_SIDE, PictureError

BOX = 20
THINNEST = 2.0
"""Stroke width, in pixels of the 20 × 20 box, below which strokes are widened to it: 5 % of MNIST's strokes
are thinner. Anything from 1.6 to 3.2 reads pencil lines equally well."""
_SMALLEST_WIDENED = (
    40  # below this a stroke of one pixel is wide enough, and grey levels say more than pixels
)


class BlankPicture(PictureError):
    """A picture without ink."""


NO_DIGIT: Final = "There is no digit to see; draw one large, or with more contrast to the paper."


@dataclass(frozen=True, eq=False)
class Prepared:
    """A picture as a model gets it.

    Attributes:
        image: uint8 (28, 28), 0 is background and 255 is ink.
        box: What of the picture it shows: top, left, bottom, right in its pixels, the last two exclusive.
        is_inverted: Whether dark and light of a picture were exchanged; never told of a drawing or a digit.
    """

    image: NDArray[np.uint8]
    box: tuple[int, int, int, int]
    is_inverted: bool = False


@dataclass(frozen=True, eq=False)
class Steps:
    """What becomes of a picture on its way to MNIST's form, in the order in which it happens.

    Attributes:
        grey: uint8 (h, w), luminance, 0 is black; the longest side is at most `WORKING_SIDE`.
        contrast: float32 (h, w), how far each pixel stands out from the paper, whatever the light and
            whichever of both is lighter; 0 is paper and 1 the core of a stroke.
        strokes: bool (h, w), which pixels are strokes of the digit.
        box: Where those are: top, left, bottom, right in pixels of `grey`, the last two exclusive.
        is_widened: Whether the strokes were so thin that they were made as wide as a pen's.
        fitted: float32 (h, w), 0..1, the box with its longer side 20 pixels, antialiased.
        prepared: The digit, centred by mass.
    """

    grey: NDArray[np.uint8]
    contrast: NDArray[np.float32]
    strokes: NDArray[np.bool_]
    box: tuple[int, int, int, int]
    is_widened: bool
    fitted: NDArray[np.float32]
    prepared: Prepared


def prepare(pixels: NDArray[np.uint8]) -> Prepared:
    """Brings a picture of one digit to MNIST's form.

    Meant for drawings and photographs; images of the data set have this form and lose by a second round.

    Args:
        pixels: uint8 (h, w) grey, (h, w, 3) RGB or (h, w, 4) RGBA with straight alpha; ink may be dark on
            light or light on dark, thick or thin, anywhere, under any light.

    Returns:
        The digit: ink light on black, fitted into 20 × 20, its centre of mass at pixel (14, 14).

    Raises:
        BlankPicture: If there is no ink.
        ValueError: If the array is not a picture.
    """
    return prepare_in_steps(pixels).prepared


def prepare_in_steps(pixels: NDArray[np.uint8]) -> Steps:
    """Does what `prepare` does, and keeps what comes of each step; arguments and errors are the same."""
    factor = -(-max(pixels.shape[:2]) // WORKING_SIDE)
    grey = grey_of(pixels, factor)
    ink = find_ink(grey)
    if not ink.strokes.any():
        raise BlankPicture(NO_DIGIT)
    of_digit = without_marks(ink.strokes)
    rows, columns = ndimage.find_objects(of_digit.astype(np.uint8))[0]
    strokes = of_digit[rows, columns]
    levels = without_paper(ink.levels[rows, columns], strokes)
    wide = widened(levels, strokes, max(strokes.shape))
    fitted = _fitted(wide)
    box = (rows.start, columns.start, rows.stop, columns.stop)
    limits = pixels.shape[:2] * 2
    top, left, bottom, right = (min(edge * factor, limit) for edge, limit in zip(box, limits, strict=True))
    prepared = Prepared(_centred(fitted), (top, left, bottom, right))
    return Steps(grey, ink.levels, of_digit, box, wide is not levels, fitted, prepared)


def prepare_strokes(levels: NDArray[np.float32], strokes: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Brings the strokes of one digit, cut to their box, to MNIST's form: uint8 (28, 28).

    Args:
        levels: float32 (h, w), 0 is paper and 1 the core of a stroke; what is beside the strokes is left out.
        strokes: bool (h, w), the pixels of the digit.
    """
    return in_mnist_form(widened(without_paper(levels, strokes), strokes, max(strokes.shape)))


def without_paper(levels: NDArray[np.float32], strokes: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The levels of the strokes and of one pixel around them, which belongs to their soft edge."""
    return np.where(dilated(strokes, 1), levels, np.float32(0))


def widened(levels: NDArray[np.float32], strokes: NDArray[np.bool_], longest: float) -> NDArray[np.float32]:
    """Hair-thin strokes as wide as a pen's; they would fade when a large picture is scaled to 20 × 20.

    Args:
        levels: float32 (h, w), 0..1.
        strokes: bool (h, w), the same cut.
        longest: The longer side of a digit, in pixels.
    """
    area = np.count_nonzero(strokes)
    outline = area - np.count_nonzero(eroded(strokes))
    width = 2 * area / outline  # a line's outline is twice as long as the line
    missing = (THINNEST * longest / BOX - width) / 2
    if missing <= 0 or longest < _SMALLEST_WIDENED:
        return levels
    whole = np.pad(strokes, int(missing) + 2)
    distance = ndimage.distance_transform_edt(~whole)
    return np.where(whole, np.float32(1), np.clip(missing + 0.5 - distance, 0, 1, dtype=np.float32))


def _fitted(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The digit with its longer side 20 pixels, antialiased; float32 (h, w), 0..1."""
    scale = BOX / max(levels.shape)
    height, width = (max(1, round(side * scale)) for side in levels.shape)
    fitted = Image.fromarray(levels).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(fitted).clip(0, 1)


def _centred(levels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The digit with its centre of mass at pixel (14, 14), as MNIST's; uint8 (28, 28)."""
    rows, columns = _start(levels.sum(axis=1)), _start(levels.sum(axis=0))
    image = np.zeros((IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS), np.uint8)
    image[rows : rows + levels.shape[0], columns : columns + levels.shape[1]] = np.rint(levels * 255)
    return image


def _start(masses: NDArray[np.float32]) -> int:
    """Where along an axis of the image the digit begins; `masses` are those of its rows or columns."""
    centre = float(np.average(np.arange(len(masses)), weights=masses))
    return min(max(round(IMAGE_SIDE_PIXELS / 2 - centre), 0), IMAGE_SIDE_PIXELS - len(masses))


def in_mnist_form(levels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Strokes that were cut to their box in MNIST's form: fitted into 20 × 20, centred by mass.

    Args:
        levels: float32 (h, w), 0 is paper and 1 the core of a stroke.

    Returns:
        uint8 (28, 28).
    """
    return _centred(_fitted(levels))
