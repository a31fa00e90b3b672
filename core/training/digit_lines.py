"""Lines of digits that a hand might have written, composed of single ones for the line reader to learn from.

They are composed at about twice the size that the line reader gets, and brought to its form by the function
that does so when a line is read (`core.recognition.line_image`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from core.data.dataset import HIGHEST, Split
from core.recognition.ink import WEAK
from core.recognition.line_image import DIGIT_ROWS, ROWS, line_image
from core.training.line_marks import LineMarks

COLUMNS: Final = 128
"""The width of all lines that are trained on; a line reader reads lines of any width."""
MOST_DIGITS: Final = 12
MOST_TOUCHING: Final = 0.75
"""The greatest share of a line's neighbours that touch; each line draws its own."""
NESTED: Final = 0.15
"""The share of neighbours that nearly touch, though their boxes may overlap."""
MARKS: Final = 0.1
"""The share of places at which there is no digit but a sign, a letter, a scribble or a small mark."""
_LOW: Final = 0.4
"""Of a digit's height: marks that are lower may stand at any height of their line."""
_SIDE: Final = 20
"""The longer side of a digit of the data set, in pixels."""
_INK: Final = 0.5
_NOWHERE: Final = -(10**6)

_Random = np.random.Generator
_Levels = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class DigitLines:
    """Lines of digits and what they say.

    Attributes:
        images: uint8 (n, 32, 128), 0 is background and 255 is ink.
        labels: uint8 (n, 12), digits + 1 from left to right; 0 stands for none.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]


@dataclass(eq=False)
class _Sheet:
    """A line that is being composed.

    Attributes:
        ink: float32 (h, w), 0 is paper and 1 is ink.
        height: Of a typical digit, in pixels.
        right: The first column behind what was put on it last.
        last: (h,), for each row the last column with ink.
        said: For each digit the middle of its columns, and its label + 1.
        heights: Of the digits, in pixels.
    """

    ink: _Levels
    height: float
    last: NDArray[np.int64]
    right: int = 0
    said: list[tuple[float, int]] = field(default_factory=list)
    heights: list[int] = field(default_factory=list)

    def put(self, mark: _Levels, top: int, left: int) -> None:
        """Adds a mark, and keeps which columns it reaches."""
        there = self.ink[top : top + len(mark), left : left + mark.shape[1]]
        np.maximum(there, mark, out=there)
        is_ink = mark > _INK
        ends = left + mark.shape[1] - 1 - is_ink[:, ::-1].argmax(axis=1)
        rows = self.last[top : top + len(mark)]
        np.maximum(rows, np.where(is_ink.any(axis=1), ends, _NOWHERE), out=rows)
        self.right = left + mark.shape[1]

    def meeting(self, mark: _Levels, top: int) -> int:
        """The column at which a mark that comes from the right meets the ink that is there."""
        is_ink = mark > _INK
        rooms = self.last[top : top + len(mark)] - is_ink.argmax(axis=1)
        met = int(rooms[is_ink.any(axis=1)].max(initial=_NOWHERE))
        return int(max(met, self.right - mark.shape[1] // 3))


class LineComposer:
    """Composes lines.

    Args:
        digits: What they are composed of.
        fonts: Names of Hershey's fonts, for letters and signs.
        rng: Decides everything.
    """

    def __init__(self, digits: Split, fonts: Sequence[str], rng: _Random) -> None:
        self._digits, self._rng = digits, rng
        self._marks = LineMarks(fonts, rng)

    def lines(self, count: int) -> DigitLines:
        """So many lines of up to twelve digits."""
        images = np.zeros((count, ROWS, COLUMNS), np.uint8)
        labels = np.zeros((count, MOST_DIGITS), np.uint8)
        for line in range(count):
            image, said = self._narrow_line()
            start = self._rng.integers(COLUMNS - image.shape[1] + 1)
            images[line, :, start : start + image.shape[1]] = image
            labels[line, : len(said)] = said
        return DigitLines(images, labels)

    def _narrow_line(self) -> tuple[NDArray[np.uint8], list[int]]:
        """A line that is not too wide, and its labels + 1."""
        while True:
            sheet = self._line()
            image = self._image(sheet)
            if image.shape[1] <= COLUMNS:
                return image, [label for _, label in sorted(sheet.said)]

    def _line(self) -> _Sheet:
        rng = self._rng
        height = _SIDE * float(rng.uniform(1.6, 2.4))
        widest = round(0.88 * COLUMNS * height / DIGIT_ROWS)
        rows = round(3.2 * height)
        sheet = _Sheet(np.zeros((rows, widest), np.float32), height, np.full(rows, _NOWHERE))
        slope, unrest = float(rng.normal(0, 0.03)), float(rng.uniform(0, 0.1))
        squeeze, touching = float(rng.uniform(0.8, 1.1)), float(rng.uniform(0, MOST_TOUCHING))
        for place in range(int(rng.integers(1, MOST_DIGITS + 1))):
            label, mark = self._mark(height * float(rng.uniform(0.87, 1.13)), squeeze)
            middle = rows / 2 + slope * sheet.right + height * float(rng.normal(0, unrest))
            if label == 0 and len(mark) < _LOW * height:
                middle += height * float(rng.uniform(-0.5, 0.6))
            top = int(np.clip(middle - len(mark) / 2, 0, rows - len(mark)))
            left = self._start(sheet, mark, top, touching if label else 0) if place else 0
            if left + mark.shape[1] > widest:
                break
            sheet.put(mark, top, left)
            if label:
                sheet.said.append((left + mark.shape[1] / 2, label))
                sheet.heights.append(len(mark))
        return sheet

    def _start(self, sheet: _Sheet, mark: _Levels, top: int, touching: float) -> int:
        """Where a mark begins; it touches the one before it with a probability."""
        rng, height = self._rng, sheet.height
        how = float(rng.random())
        if how < touching:
            return max(sheet.meeting(mark, top) - round(height * min(abs(rng.normal(0, 0.06)), 0.15)), 0)
        if touching and how < touching + NESTED:
            return max(sheet.meeting(mark, top) + 2 + round(height * float(rng.uniform(0, 0.1))), 0)
        return sheet.right + round(height * min(0.04 + float(rng.exponential(0.25)), 2))

    def _mark(self, height: float, squeeze: float) -> tuple[int, _Levels]:
        """A digit and its label + 1, or something else and 0."""
        if self._rng.random() < MARKS:
            return 0, self._marks.draw(height)
        row = int(self._rng.integers(len(self._digits.labels)))
        return int(self._digits.labels[row]) + 1, _enlarged(self._digits.images[row], height / _SIDE, squeeze)

    def _image(self, sheet: _Sheet) -> NDArray[np.uint8]:
        """The line as the line reader gets it; some pens are thicker, thinner or sharper than MNIST's."""
        rng, ink = self._rng, sheet.ink
        kind = rng.random()
        if kind < 0.25:
            ink = _rethickened(ink, sheet.height * float(rng.uniform(-0.025, 0.05)))
        elif kind < 0.6:
            ink = np.clip((ink - _INK) * np.float32(rng.uniform(1.2, 4)) + np.float32(_INK), 0, 1)
        strokes = ink > WEAK
        found = ndimage.find_objects(strokes.view(np.uint8))
        if not found:
            return np.zeros((ROWS, COLUMNS), np.uint8)
        typical = float(np.median(sheet.heights) if sheet.heights else sheet.height) * float(
            rng.uniform(0.9, 1.12)
        )
        return line_image(ink[found[0]], strokes[found[0]], typical).image


def _enlarged(image: NDArray[np.uint8], size: float, squeeze: float) -> _Levels:
    """A digit cut to its box and enlarged: float32 (h, w), 0..1."""
    levels = image.astype(np.float32) / np.float32(HIGHEST)
    found = ndimage.find_objects((levels > 0.2).view(np.uint8))
    cut = Image.fromarray(levels[found[0]] if found else levels)
    sides = (max(2, round(cut.width * size * squeeze)), max(2, round(cut.height * size)))
    return np.asarray(cut.resize(sides, Image.Resampling.BICUBIC)).clip(0, 1)


def _rethickened(ink: _Levels, by: float) -> _Levels:
    """Strokes with sharp edges, thicker by so many pixels on either side, or thinner."""
    is_ink = ink > _INK
    outside = ndimage.distance_transform_edt(~is_ink)
    inside = ndimage.distance_transform_edt(is_ink)
    return np.asarray(np.clip(by + 0.5 - outside + inside, 0, 1), np.float32)
