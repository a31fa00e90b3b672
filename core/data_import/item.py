"""What a reader finds in a file: one labelled picture after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.text import ExplainedError, Fact, Text, text

MOST_IMAGES: Final = 200_000
"""Images of a data set: three times MNIST, 157 MB in its form."""

LARGEST_SIDE: Final = 1_024
"""Pixels of a side of a picture that stands in a file as it is."""

MOST_CLASSES: Final = 100


class ImportRefused(ExplainedError, ValueError):
    """Files that are no data set; the message says what to do."""


@dataclass(frozen=True, eq=False)
class Item:
    """A labelled picture.

    Attributes:
        name: What it is called in its file, such as "image 17" or "cats/1.png".
        picture: uint8 (h, w) grey, (h, w, 3) RGB or (h, w, 4) RGBA; None if it cannot be read.
        label: What its class is called in the file.
        split: `train`, `validation` or `test` if the file says so, else empty.
        problem: Why it cannot be read; None if it can.
    """

    name: str
    picture: NDArray[np.uint8] | None
    label: str
    split: str = ""
    problem: Text | None = None


Items = Iterator[Item]


def unreadable(name: str, template: str, **facts: Fact) -> Item:
    """An item that cannot be read, and why."""
    return Item(name, None, "", problem=text(template, **facts))


def check_count(count: int, name: str) -> None:
    """Refuses a file that announces no image, or more than a data set may have.

    Raises:
        ImportRefused: If that is so.
    """
    if not 0 < count <= MOST_IMAGES:
        raise ImportRefused(
            "{name} has {count:,} images; give from 1 to {most:,}.", name=name, count=count, most=MOST_IMAGES
        )


def check_sides(height: int, width: int, name: str) -> None:
    """Refuses pictures without pixels, or of more than a side may have.

    Raises:
        ImportRefused: If that is so.
    """
    if not (0 < height <= LARGEST_SIDE and 0 < width <= LARGEST_SIDE):
        raise ImportRefused(
            "The images of {name} have {height:,} × {width:,} pixels; a side may have 1 to {most:,}.",
            name=name, height=height, width=width, most=LARGEST_SIDE,
        )  # fmt: skip
