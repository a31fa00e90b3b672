"""Lines of digits, made from images of the data set, for what reads several digits."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.data.dataset import HIGHEST, Split
from tests.core.recognition.pictures import rulings

HEIGHT: Final = 60
"""About the height of a digit, in pixels."""


def digit_levels(split: Split, row: int, scale: float) -> NDArray[np.float32]:
    """A digit cut to its box and enlarged: float32 (h, w), 0 is paper and 1 is ink."""
    levels = split.images[row].astype(np.float32) / HIGHEST
    box = ndimage.find_objects((levels > 0.1).astype(np.uint8))[0]
    return np.asarray(np.clip(ndimage.zoom(levels[box], scale, order=3), 0, 1))


def line_of_digits(
    split: Split, rows: list[int], rng: np.random.Generator, touching: float = 0
) -> tuple[NDArray[np.uint8], str]:
    """A line of digits, dark on white, and what it says.

    Args:
        split: Where the digits come from.
        rows: Which of its images, from left to right.
        rng: Decides height, place and distance of each digit.
        touching: The share of neighbours that touch; the others are 3 to 20 pixels apart.
    """
    digits = [digit_levels(split, row, float(rng.uniform(2.2, 2.8))) for row in rows]
    tallest = max(len(digit) for digit in digits)
    ink = np.zeros((tallest + 60, sum(digit.shape[1] + 24 for digit in digits) + 40), np.float32)
    left = 20
    for place, digit in enumerate(digits):
        top = 24 + round((tallest - len(digit)) * float(rng.uniform(0.2, 0.8)))
        if place and rng.random() < touching:
            left = _where_they_touch(ink, digit, top, left)
        elif place:
            left += int(rng.integers(3, 20))
        put(ink, digit, top, left)
        left += digit.shape[1]
    text = "".join(str(split.labels[row]) for row in rows)
    return on_white(ink[:, : left + 20]), text


def on_ruled_paper(
    line: NDArray[np.uint8], rng: np.random.Generator, *, is_squared: bool
) -> NDArray[np.uint8]:
    """A line of digits, dark on white, on paper whose rulings are 0.4 to 1 of a digit apart: uint8 (h, w)."""
    ruled = rulings(line.shape, HEIGHT * rng.uniform(0.4, 1), rng.uniform(1, 3), is_squared, rng)
    return np.minimum(line, on_white(ruled * np.float32(rng.uniform(0.3, 0.7))))


def put(ink: NDArray[np.float32], digit: NDArray[np.float32], top: int, left: int) -> None:
    """Adds a digit to a sheet, in place."""
    place = ink[top : top + len(digit), left : left + digit.shape[1]]
    np.maximum(place, digit, out=place)


def on_white(ink: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Ink 0..1 as a picture: uint8, dark on white."""
    return np.asarray(np.rint(HIGHEST - HIGHEST * ink), np.uint8)


def _where_they_touch(ink: NDArray[np.float32], digit: NDArray[np.float32], top: int, left: int) -> int:
    """The first column, going left, at which a digit's ink lies on what is there."""
    for start in range(left, max(left - HEIGHT, 0), -1):
        there = ink[top : top + len(digit), start : start + digit.shape[1]]
        if np.count_nonzero((there > 0.5) & (digit > 0.5)) > 4:
            return start
    return left
