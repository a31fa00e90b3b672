"""Arrays of figures as coloured pixels, on scales that any colour vision can read; no Streamlit."""

from collections.abc import Mapping
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL.ImageColor import getrgb
from scipy import ndimage

from dashboard.toolkit.pictures import picture_html
from dashboard.toolkit.theme import Palette, blend
from dashboard.toolkit.tints import SHADES

_STEPS: Final = 33
"""Colours of a diverging scale; odd, so that zero has the one in the middle."""

_ENLARGED: Final = 10
_LINE: Final = 2  # pixels of the enlarged picture


def sequential(values: NDArray[np.float64], highest: float) -> NDArray[np.uint8]:
    """Figures as colours from dark blue over grey to yellow (Cividis, see `tints`).

    Args:
        values: (h, w) from 0 on.
        highest: The value of the last colour.

    Returns:
        (h, w, 3) uint8, red, green and blue.
    """
    return _painted(values / (highest or 1), SHADES)


def diverging(values: NDArray[np.float64], largest: float, palette: Palette) -> NDArray[np.uint8]:
    """Figures as colours: blue below zero, orange above it, the palette's `equal` at zero.

    Args:
        values: (h, w).
        largest: The distance from zero of both ends of the scale.
        palette: Colours of the theme in use.

    Returns:
        (h, w, 3) uint8, red, green and blue.
    """
    return _painted((values / (largest or 1) + 1) / 2, diverging_colours(palette))


def diverging_colours(palette: Palette) -> list[str]:
    """The colours of `diverging` from below zero to above it, as `#rrggbb`."""
    half = np.linspace(0, 1, _STEPS // 2 + 1).tolist()
    below = [blend(palette.less, palette.equal, share) for share in half]
    return [*below, *(blend(palette.equal, palette.more, share) for share in half[1:])]


def _painted(shares: NDArray[np.float64], colours: list[str]) -> NDArray[np.uint8]:
    table = np.array([getrgb(colour) for colour in colours], np.uint8)
    steps = np.rint(np.clip(shares, 0, 1) * (len(table) - 1)).astype(np.intp)
    return table[steps]


def outlined(colours: NDArray[np.uint8], shape: NDArray[np.bool_], line: str) -> NDArray[np.uint8]:
    """A picture, enlarged, with the outline of a shape in it.

    Args:
        colours: (h, w, 3) uint8.
        shape: (h, w) bool; its outline lies within it.
        line: The outline's colour, as `#rrggbb`.

    Returns:
        (10 h, 10 w, 3) uint8.
    """
    block = np.ones((_ENLARGED, _ENLARGED), np.uint8)
    inside = np.kron(shape, block) > 0
    large = np.kron(colours, block[..., np.newaxis])
    large[inside & ~ndimage.binary_erosion(inside, iterations=_LINE)] = getrgb(line)
    return large


def painted_pixels(image: NDArray[np.uint8], pixels: Mapping[str, NDArray[np.int64]]) -> NDArray[np.uint8]:
    """An image in grey with some of its pixels in colour.

    Args:
        image: (h, w) uint8, 0 is black.
        pixels: By `#rrggbb`, (n, 2), row and column of those that get it.

    Returns:
        (h, w, 3) uint8, red, green and blue.
    """
    painted = np.stack([image] * 3, axis=-1)
    for colour, places in pixels.items():
        painted[places[:, 0], places[:, 1]] = getrgb(colour)
    return painted


def heat_map_html(colours: NDArray[np.uint8], name: str, mark: tuple[int, int] | None = None) -> str:
    """A large picture of an array, as HTML; the classes are those of `style.css`.

    Args:
        colours: (side, side, 3) uint8.
        name: What it shows; spoken, and shown on hover.
        mark: The row and the column of the pixel that gets a frame.
    """
    frame = ""
    if mark is not None:
        row, column = (place / len(colours) * 100 for place in mark)
        frame = f'<i style="top:{row:.3f}%;left:{column:.3f}%;width:{100 / len(colours):.3f}%"></i>'
    return f'<div class="heat-map">{picture_html(colours, name)}{frame}</div>'


def scale_html(title: str, colours: list[str], *words: str) -> str:
    """What the colours of a scale say, as HTML; the classes are those of `style.css`.

    Args:
        title: What is measured, with its unit.
        colours: From the scale's first to its last, as CSS.
        words: What the first and the last stand for, and what those between, evenly spaced.
    """
    gradient = f"linear-gradient(90deg, {', '.join(colours[:: max(1, len(colours) // 16)])})"
    told = "".join(f"<span>{escape(word)}</span>" for word in words)
    return (
        f'<div class="scale-legend"><b>{escape(title)}</b><i style="background:{gradient}"></i>'
        f"<div>{told}</div></div>"
    )
