"""A CSV as on Kaggle: a line for each image, its label and then its pixels row by row."""

import csv
from collections.abc import Iterator
from math import isqrt
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from core.data_import.item import MOST_IMAGES, ImportRefused, Item, Items, check_sides, unreadable
from core.text import whole_number

LONGEST_LINE: Final = 500_000
"""Characters; an image of 256 × 256 pixels takes 260,000."""

LABEL: Final = "label"
"""The heading of the column of labels; without headings it is the first."""


def read_csv_rows(name: str, path: Path) -> Items:
    """The images of a CSV.

    Args:
        name: What the file is called.
        path: Where it is.

    Raises:
        ImportRefused: If its lines are no labelled square images.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(name, file)
    except UnicodeDecodeError:
        raise ImportRefused("{name} is no text in UTF-8; save it as CSV in UTF-8.", name=name) from None
    except csv.Error:
        raise ImportRefused("{name} is no CSV; save it with commas between the values.", name=name) from None


def _rows(name: str, file: TextIO) -> Items:
    place, side = 0, 0
    for number, row in enumerate(csv.reader(_lines(name, file)), start=1):
        if number > MOST_IMAGES + 1:
            raise ImportRefused("{name} has more than {most:,} lines.", name=name, most=MOST_IMAGES)
        if number == 1 and not all(each.strip().isdecimal() for each in row):
            headings = [each.strip().lower() for each in row]
            place = headings.index(LABEL) if LABEL in headings else 0
            continue
        if not row:
            continue
        if not side:
            side = _side(name, len(row) - 1)
        yield _item(f"{name}, line {number:,}", row, place, side)


def _lines(name: str, file: TextIO) -> Iterator[str]:
    """Its lines, none of them without end."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise ImportRefused("A line of {name} is too long for an image.", name=name)
        yield line


def _side(name: str, pixels: int) -> int:
    side = isqrt(max(pixels, 0))
    if side * side != pixels:
        raise ImportRefused(
            "The lines of {name} have {count:,} values; give a label and a square of pixels, such as 784.",
            name=name, count=pixels + 1,
        )  # fmt: skip
    check_sides(side, side, name)
    return side


def _item(name: str, row: list[str], place: int, side: int) -> Item:
    if len(row) != side * side + 1:
        return unreadable(
            name, "It has {count:,} values instead of {due:,}.", count=len(row), due=side**2 + 1
        )
    label = row[place].strip()
    numbers = [whole_number(each.strip()) for each in (*row[:place], *row[place + 1 :])]
    if any(each is None or each > 255 for each in numbers):
        return unreadable(name, "A pixel is no whole number from 0 to 255.")
    return Item(name, np.array(numbers, np.uint8).reshape(side, side), label)
