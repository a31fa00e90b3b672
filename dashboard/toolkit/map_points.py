"""What a browser is told of the points of a map, as bytes: where they lie, and which colour each has."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.table import Table
from dashboard.toolkit.tints import colour_numbers

NO_COLOUR: Final = 127
"""Instead of the number of a colour: nothing is known of the image."""

FOUND: Final = 128
"""Added to the number of a colour if the query finds the image."""


@dataclass(frozen=True)
class PackedPoints:
    """The points of a map.

    Attributes:
        body: Compressed by gzip and little-endian, one after the other: to the right, (n,) uint16; down, (n,)
            uint16; the positions in the data set's own file, (n,) uint32; the labels, (n,) uint8.
        version: Another one for other points.
    """

    body: bytes
    version: str


def packed_points(table: Table, map_name: str) -> PackedPoints:
    """The points of one of the table's maps."""
    positions = table.positions[map_name].astype("<u2")
    index, labels = table.values["index"].astype("<u4"), table.values["digit"].astype(np.uint8)
    whole = b"".join(part.tobytes() for part in (positions[:, 0], positions[:, 1], index, labels))
    return PackedPoints(gzip.compress(whole, mtime=0), sha256(whole).hexdigest()[:12])


def packed_groups(table: Table, colour: str, found: NDArray[np.int64]) -> bytes:
    """A byte for each image: the number of its colour or `NO_COLOUR`, and `FOUND` added to it if it is.

    Args:
        table: Where all images are.
        colour: The column whose values colour them, with up to 127 colours.
        found: (m,) the rows of those that are not dimmed.
    """
    numbers = colour_numbers(table, colour, np.arange(len(table)))
    groups = np.where(numbers < 0, NO_COLOUR, numbers).astype(np.uint8)
    groups[found] += FOUND
    return groups.tobytes()
