"""What is kept of what a drawing was made of."""

import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.data.mnist import mnist
from core.drawings.drawing import LARGEST_SOURCE_BYTES, LARGEST_STROKES_LETTERS
from core.drawings.source import source_png, strokes_json
from core.recognition.preparation import prepare
from tests.core.recognition.making import sheet

PATH = {
    "type": "Path",
    "strokeWidth": 42,
    "stroke": "black",
    "path": [["M", 10.4, 20], ["Q", 1, 2, 30.6, 40], ["L", 50, 60.2], ["z"]],
}


def read(png: bytes | None) -> np.ndarray[Any, Any]:
    """The pixels of a PNG."""
    assert png is not None
    return np.asarray(Image.open(io.BytesIO(png)))


def test_the_part_with_the_digit_is_kept_and_reads_as_the_whole_did() -> None:
    pixels = sheet(mnist().split("test").images[0])
    before = prepare(pixels)
    kept = read(source_png(pixels, before.box))
    assert max(kept.shape) <= 280
    assert kept.ndim == 2
    assert np.abs(prepare(kept).image.astype(int) - before.image).mean() < 4


def test_what_is_far_from_the_digit_is_not_kept() -> None:
    pixels = np.full((600, 600), 255, np.uint8)
    pixels[100:200, 100:200] = 0
    pixels[500:600, 500:600] = 128
    assert 128 not in read(source_png(pixels, (100, 100, 200, 200)))


def test_a_busy_picture_is_made_smaller_until_it_fits() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (600, 600), np.uint8)
    kept = source_png(noise, (0, 0, 600, 600))
    assert kept is not None
    assert len(kept) <= LARGEST_SOURCE_BYTES
    assert max(read(kept).shape) < 280


def test_strokes_are_kept_as_points_and_those_of_the_eraser_are_marked() -> None:
    short = {**PATH, "path": [["M", 1, 1]], "strokeWidth": 18.2, "stroke": "white"}
    kept = strokes_json({"objects": [PATH, {"type": "Rect"}, short]}, "white")
    assert json.loads(str(kept)) == [
        {"width": 42, "points": [[10, 20], [31, 40], [50, 60]]},
        {"width": 18, "erases": True, "points": [[1, 1]]},
    ]


@pytest.mark.parametrize(
    "canvas",
    [
        None, {}, {"objects": []}, {"objects": None}, {"objects": [{"type": "Path"}]}, {"objects": [3]},
        {"objects": [{"type": "Path", "strokeWidth": 1, "path": [["M", "x", {}]]}]},
        {"objects": [{"type": "Path", "strokeWidth": float("inf"), "path": []}]},
        {"objects": [{**PATH, "path": [["L", 1, 1]] * LARGEST_STROKES_LETTERS}]},
    ],
)  # fmt: skip
def test_what_is_no_stroke_or_too_much_is_not_kept(canvas: dict[str, Any] | None) -> None:
    assert strokes_json(canvas, "white") is None
