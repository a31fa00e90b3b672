"""What a drawing was made of, made small: its picture cut to the digit, and its strokes as points."""

import io
import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.drawings.drawing import LARGEST_SOURCE_BYTES, LARGEST_STROKES_LETTERS
from core.recognition.grey import grey_of

_SIDES: Final = (280, 140, 84)
"""Pixels of the longer side, the first with which the file is small enough."""

_MARGIN: Final = 0.2
"""Of the box around the digit, on each side."""


def source_png(pixels: NDArray[np.uint8], box: tuple[int, int, int, int]) -> bytes | None:
    """The part of a picture that shows the digit, grey, as a PNG of up to `LARGEST_SOURCE_BYTES`.

    Args:
        pixels: uint8 (h, w), (h, w, 3) or (h, w, 4).
        box: Top, left, bottom and right of the digit in it; nothing far from it is kept.

    Returns:
        None if it is still too large at the smallest size.
    """
    top, left, bottom, right = box
    margin = round(_MARGIN * max(bottom - top, right - left))
    cut = pixels[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin]
    grey = Image.fromarray(grey_of(cut))
    for side in _SIDES:
        small = grey.copy()
        small.thumbnail((side, side))
        written = io.BytesIO()
        small.save(written, format="PNG", optimize=True)
        if written.tell() <= LARGEST_SOURCE_BYTES:
            return written.getvalue()
    return None


def strokes_json(canvas: Mapping[str, Any] | None, paper: str) -> str | None:
    """The strokes of a canvas as JSON: a list of `{"width": 42, "points": [[x, y], ...]}`, in pixels.

    A stroke in the colour of the paper, which an eraser makes, has `"erases": true` too.

    Args:
        canvas: What the drawing canvas says of itself, not trusted: `objects` of type `Path`, each a list of
            commands that end in the point which they lead to.
        paper: The colour of the paper, as the canvas calls it.

    Returns:
        None if there are none, or if that takes more than `LARGEST_STROKES_LETTERS`.
    """
    try:
        paths = [each for each in (canvas or {})["objects"] if each.get("type") == "Path"]
        strokes = [_stroke(each, paper) for each in paths]
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    written = json.dumps(strokes, separators=(",", ":"))
    return written if strokes and len(written) <= LARGEST_STROKES_LETTERS else None


def _stroke(path: Mapping[str, Any], paper: str) -> dict[str, Any]:
    points = [[round(float(each)) for each in command[-2:]] for command in path["path"] if len(command) > 2]
    erases = {"erases": True} if path.get("stroke") == paper else {}
    return {"width": round(float(path["strokeWidth"])), **erases, "points": points}
