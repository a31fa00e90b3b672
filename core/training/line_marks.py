"""What stands in a line beside digits: letters and signs, scribbles, dashes, dots and commas."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from core.training.strokes import drawn, glyphs, scribble

_SMALL: Final = 0.5
"""The share of dashes, dots and commas."""

_Random = np.random.Generator
_Levels = NDArray[np.float32]


class LineMarks:
    """Draws marks that are no digits.

    Args:
        fonts: Names of Hershey's fonts, for letters and signs.
        rng: Decides everything.
    """

    def __init__(self, fonts: Sequence[str], rng: _Random) -> None:
        self._rng = rng
        letters = [glyph for font in fonts for glyph in glyphs(font)]
        chosen = [letters[rng.integers(len(letters))] for _ in range(2 * len(letters))]
        chosen += [scribble(rng) for _ in range(len(letters) // 2)]
        self._large = [_boxed(drawn(strokes, rng)) for strokes in chosen]

    def draw(self, height: float) -> _Levels:
        """A mark beside digits of a height in pixels, cut to its box: float32 (h, w), 0..1."""
        if self._rng.random() < _SMALL:
            return self._small(height)
        mark = Image.fromarray(self._large[self._rng.integers(len(self._large))])
        scale = height * float(self._rng.uniform(0.6, 1.1)) / max(mark.size)
        sides = (max(2, round(mark.width * scale)), max(2, round(mark.height * scale)))
        return np.asarray(mark.resize(sides, Image.Resampling.BILINEAR)).clip(0, 1)

    def _small(self, height: float) -> _Levels:
        """A dash, a dot or a comma."""
        rng = self._rng
        thickness = max(2, round(height * float(rng.uniform(0.06, 0.16))))
        kind = rng.integers(3)
        if kind == 0:
            long = max(round(height * float(rng.uniform(0.15, 0.7))), thickness)
            return np.ones((thickness, long), np.float32)
        if kind == 1:
            return np.ones((thickness, thickness), np.float32)
        rows, columns = np.indices((round(height * float(rng.uniform(0.12, 0.32))), round(0.4 * height)))
        lean = (len(rows) - 1 - rows) * float(rng.uniform(0, 0.8))
        return ((columns >= lean) & (columns < lean + thickness)).astype(np.float32)


def _boxed(levels: _Levels) -> _Levels:
    """Ink cut to its box."""
    return np.asarray(levels[ndimage.find_objects((levels > 0.2).view(np.uint8))[0]])
