"""A region of a map, drawn around some of its images: a polygon, as an address writes it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.positions import MAPS, Positions
from core.catalog.query_error import QueryError
from core.text import whole_number

SIDE: Final = 1_000
"""Map coordinates are whole numbers from 0 to this less 1, to the right and down."""

MOST_CORNERS: Final = 40


@dataclass(frozen=True)
class Region:
    """A polygon on a map; where it crosses itself, what it goes around twice is outside.

    Attributes:
        map_name: Which map, as in `MAPS`.
        corners: 3 to 40 of them, map coordinates to the right and down.
    """

    map_name: str
    corners: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        """As an address writes it: `umap:120,340;300,340;210,500`."""
        return f"{self.map_name}:{self.outline}"

    @property
    def outline(self) -> str:
        """The corners alone: `120,340;300,340;210,500`."""
        return ";".join(f"{right},{down}" for right, down in self.corners)

    def holds(self, positions: Positions) -> NDArray[np.bool_]:
        """Which images lie within: (n,) bool.

        Args:
            positions: (n, 2) on this map.
        """
        from skimage.measure import points_in_poly  # takes 0.2 s to load, which only those wait who ask

        places = positions * (SIDE / 65_536)
        low, high = np.min(self.corners, axis=0), np.max(self.corners, axis=0)
        near = np.flatnonzero(((places >= low) & (places <= high)).all(axis=1))
        found = np.zeros(len(positions), np.bool_)
        corners = np.array(self.corners, np.float64)
        found[near] = points_in_poly(places[near], corners)  # type: ignore[no-untyped-call]
        return found


def read_region(written: str) -> Region:
    """The region that an address writes.

    Raises:
        QueryError: If it names no map, or not 3 to 40 corners on it.
    """
    map_name, _, outline = written.partition(":")
    if map_name not in MAPS:
        raise QueryError(
            "within={written} names no map; begin with {known}.",
            written=written[:40], known=" or ".join(f"{name}:" for name in MAPS),
        )  # fmt: skip
    corners = tuple(_corner(part) for part in outline.split(";", MOST_CORNERS))
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise QueryError(
            "within= is a polygon of 3 to {most} corners; this one has {count}.",
            most=MOST_CORNERS, count=len(corners) if len(corners) < MOST_CORNERS else "more",
        )  # fmt: skip
    return Region(map_name, corners)


def _corner(written: str) -> tuple[int, int]:
    right, _, down = (part.strip() for part in written.partition(","))
    corner = whole_number(right), whole_number(down)
    if corner[0] is None or corner[1] is None or max(corner[0], corner[1]) >= SIDE:
        raise QueryError(
            "{written} is no corner on a map; write two numbers from 0 to {most}, such as 120,340.",
            written=repr(written[:40]), most=SIDE - 1,
        )  # fmt: skip
    return corner[0], corner[1]
