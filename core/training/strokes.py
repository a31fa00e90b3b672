"""Letters, signs and scribbles as strokes, and what a hand and a pen would make of them."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from HersheyFonts import HersheyFonts
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from core.data.dataset import HIGHEST

SIGNS: Final = "AEFHKLMNPRTUVWXYCJadefhikmnprtuvwxcj" + 2 * "+=-#?%&*<>"
"""And signs. Without those that people write as they write a digit: B b D G g I l O o Q q S s Z z y / ( )."""

_CANVAS: Final = 112
"""Side of the square on which strokes are drawn before they are scaled down, in pixels."""
Stroke = NDArray[np.float64]
"""Points (n, 2): x to the right and y down, in any unit."""
_Random = np.random.Generator


def glyphs(font: str) -> list[list[Stroke]]:
    """The strokes of a font's letters and signs, each (points, 2), x to the right and y down."""
    fonts = HersheyFonts()
    fonts.load_default_font(font)
    return [[np.array(stroke, float) for stroke in fonts.strokes_for_text(letter)] for letter in SIGNS]


def scribble(rng: _Random) -> list[Stroke]:
    """One to six shapes at random: curves, zigzags, spirals, crosses; beside others rings and dots."""
    count = rng.integers(1, 7)
    kinds = 4 if count == 1 else 6  # a ring alone is a 0, a dot alone a 1
    return [stroke for _ in range(count) for stroke in _random_strokes(int(rng.integers(kinds)), rng)]


def _random_strokes(kind: int, rng: _Random) -> Iterable[Stroke]:
    centre, size = rng.uniform(-1, 1, 2), rng.uniform(0.1, 1)
    turn = np.linspace(0, 2 * math.pi, 24)
    match kind:
        case 0:  # a smooth curve through random points
            yield ndimage.zoom(rng.uniform(-1, 1, (rng.integers(4, 12), 2)), (6, 1), order=2)
        case 1:  # a zigzag
            steps = np.arange(rng.integers(6, 16))
            yield centre + size * np.column_stack([steps / 4 - 1.5, np.where(steps % 2, -0.7, 0.7)])
        case 2:  # a spiral
            yield (
                centre
                + size * np.column_stack([np.cos(2.5 * turn), np.sin(2.5 * turn)]) * (turn / 6)[:, None]
            )
        case 3:  # a cross
            yield centre + size * np.array([[-1, -1], [1, 1]])
            yield centre + size * np.array([[-1, 1], [1, -1]])
        case 4:  # a ring
            yield centre + size * np.column_stack([np.cos(turn), np.sin(turn)])
        case _:
            yield centre + np.array([[0, 0], [0.02, 0.02]])


def drawn(strokes: Sequence[Stroke], rng: _Random) -> NDArray[np.float32]:
    """Strokes as a hand and a pen would draw them: bent, slanted, thin or thick; float32 (h, w), 0..1."""
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), max(np.ptp(points, axis=0).max(), 1e-6)
    bend = ndimage.zoom(rng.normal(0, 0.05, (4, 4, 2)), (8, 8, 1), order=3)
    slant = np.array(
        [[rng.uniform(0.75, 1.25), rng.normal(0, 0.2)], [rng.normal(0, 0.08), rng.uniform(0.75, 1.25)]]
    )
    width = max(2, round(rng.uniform(0.05, 0.18) * _CANVAS))
    image = Image.new("L", (2 * _CANVAS, 2 * _CANVAS))
    drawing = ImageDraw.Draw(image)
    for stroke in strokes:
        unit = _dense((stroke - low) / extent)
        places = np.clip((unit * 31).astype(int), 0, 31)
        bent = (unit + bend[places[:, 1], places[:, 0]] - 0.5) @ slant.T
        pixels = (bent * _CANVAS + _CANVAS).round()
        drawing.line([(x, y) for x, y in pixels.tolist()], fill=HIGHEST, width=width, joint="curve")
        for x, y in (pixels[0], pixels[-1]):
            drawing.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=HIGHEST)
    return np.asarray(image.reduce(2), np.float32) / np.float32(HIGHEST)


def _dense(stroke: Stroke) -> Stroke:
    """The same stroke with at least eight points between any two, so that it can bend."""
    steps = np.linspace(0, len(stroke) - 1, max(2, 8 * (len(stroke) - 1) + 1))
    return np.column_stack([np.interp(steps, np.arange(len(stroke)), axis) for axis in stroke.T])
