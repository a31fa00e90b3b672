"""Regions of a map: which images lie within, against the even-odd rule written out."""

import numpy as np
import pytest

from core.catalog.region import SIDE, read_region

OUTLINES = {
    "triangle": "umap:100,100;900,100;500,900",
    "not convex": "umap:0,0;999,0;999,999;500,200;0,999",
    "crosses itself": "umap:0,0;999,999;999,0;0,999",
}


def crossings_are_odd(place: np.ndarray, corners: list[tuple[int, int]]) -> bool:
    """Whether a ray from a place to the right crosses the outline an odd number of times."""
    odd = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > place[1]) != (y2 > place[1]):
            odd ^= place[0] < x1 + (place[1] - y1) * (x2 - x1) / (y2 - y1)
    return odd


@pytest.mark.parametrize("written", OUTLINES.values(), ids=OUTLINES)
def test_an_image_lies_within_where_a_ray_leaves_the_region_an_odd_number_of_times(written: str) -> None:
    positions = np.random.default_rng(0).integers(0, 65_536, (2_000, 2)).astype(np.uint16)
    region = read_region(written)
    expected = [crossings_are_odd(place * (SIDE / 65_536), list(region.corners)) for place in positions]
    assert 0 < sum(expected) < 2_000
    np.testing.assert_array_equal(region.holds(positions), expected)


def test_a_region_is_written_as_it_was_read() -> None:
    assert str(read_region("pca: 1,2 ; 3,4;05,6")) == "pca:1,2;3,4;5,6"


def test_a_region_without_area_holds_nothing() -> None:
    positions = np.array([[0, 0], [655, 655]], np.uint16)
    assert not read_region("pca:0,999;0,999;0,999").holds(positions).any()
