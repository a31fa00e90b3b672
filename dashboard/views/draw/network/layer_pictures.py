"""The activations of a layer as pictures: a channel each, or a square a unit."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL.ImageColor import getrgb

from dashboard.toolkit.heat_maps import sequential
from dashboard.toolkit.layout import colours
from dashboard.toolkit.pictures import picture_html

PICTURES, UNITS = 8, 16
"""Channels, and units, in a strip."""
_STRIP_PIXELS: Final = 336
_UNIT: Final = 4
"""Pixels of a unit's square as it is sent."""


def activations_html(values: NDArray[np.float32]) -> str:
    """All channels, or all units, of a layer: float32 (rows, columns, channels) or (units,)."""
    return strips_html(_activation_pictures(values), "Activations", PICTURES if values.ndim == 3 else UNITS)


def _activation_pictures(values: NDArray[np.float32]) -> list[NDArray[np.uint8]]:
    """A picture of each channel, or a square of each unit, all on one scale of colours."""
    highest = float(values.max())
    if values.ndim == 3:
        return [sequential(each, highest) for each in np.moveaxis(values, 2, 0)]
    return [sequential(np.full((_UNIT, _UNIT), each), highest) for each in values.tolist()]


def strips_html(pictures: Sequence[NDArray[np.uint8]], what: str, in_strip: int) -> str:
    """Pictures of one size in strips: one fits a telephone, a wide screen shows several in a row."""
    told = []
    for start in range(0, len(pictures), in_strip):
        strip = pictures[start : start + in_strip]
        picture = picture_html(_strip(strip), f"{what} {start + 1} to {start + len(strip)}")
        told.append(f'<div style="width: {len(strip) * _STRIP_PIXELS / in_strip:.0f}px">{picture}</div>')
    return f'<div class="channels">{"".join(told)}</div>'


def _strip(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Pictures of one size side by side, a pixel of the page's background after each."""
    height, width, _ = pictures[0].shape
    strip = np.empty((height, len(pictures) * (width + 1), 3), np.uint8)
    strip[:] = getrgb(colours().background)
    for place, picture in enumerate(pictures):
        strip[:, place * (width + 1) : (place + 1) * (width + 1) - 1] = picture
    return strip
