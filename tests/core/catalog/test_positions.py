"""The shipped maps: PCA as computed anew, and neighbours on them that are alike."""

import numpy as np
import pytest
from scipy.spatial import KDTree

from core.catalog.positions import (
    PATH,
    TITLES,
    pca_positions,
    pixels_of,
    place,
    quantised,
    shipped_pca_placing,
    shipped_positions,
)
from core.data.mnist import mnist

# The share of an image's 10 nearest on the map that have its label.
MEASURED_PURITY = {"umap": 0.94, "pca": 0.38}


def test_each_map_has_a_position_for_each_image_and_uses_the_whole_range() -> None:
    assert set(shipped_positions()) == set(TITLES)
    for each in shipped_positions().values():
        assert each.shape == (70_000, 2)
        assert each.dtype == np.uint16
        low, high = each.min(axis=0), each.max(axis=0)
        assert (high.astype(int) - low).max() == 65_535
        assert abs(high.astype(int) + low - 65_535).max() <= 1
        assert not each.flags.writeable
    assert PATH.stat().st_size < 1_000_000


def test_the_shipped_pca_is_that_of_the_images() -> None:
    computed = pca_positions(mnist()).astype(int)
    assert abs(shipped_positions()["pca"] - computed).max() <= 1


def test_any_image_has_its_place_on_the_shipped_pca() -> None:
    pixels = pixels_of(mnist())[::70]
    np.testing.assert_array_equal(place(pixels, shipped_pca_placing()), shipped_positions()["pca"][::70])
    outside = np.full((1, 784), 255, np.uint8) * np.array([[0], [1]], np.uint8)
    assert place(outside, shipped_pca_placing()).shape == (2, 2)


def test_pca_is_the_projection_of_most_variance() -> None:
    pixels = np.concatenate([mnist().split(name).images for name in ("train", "validation", "test")])
    sample = pixels[::35].reshape(2_000, -1) / 255
    _, _, axes = np.linalg.svd(sample - sample.mean(axis=0), full_matrices=False)
    on_axes = (sample - sample.mean(axis=0)) @ axes[:2].T
    shipped = shipped_positions()["pca"][::35]
    for column in range(2):
        assert abs(np.corrcoef(on_axes[:, column], shipped[:, column])[0, 1]) > 0.98


@pytest.mark.parametrize("name", TITLES)
def test_neighbours_on_the_map_have_the_same_label(name: str) -> None:
    positions = shipped_positions()[name].astype(np.float64)
    labels = mnist().labels_at(np.arange(70_000))
    rows = np.arange(0, 70_000, 7)
    _, near = KDTree(positions).query(positions[rows], k=11)
    purity = (labels[near[:, 1:]] == labels[rows, None]).mean()
    assert purity > MEASURED_PURITY[name]


def test_the_longer_side_fills_the_range_and_the_shorter_is_centred() -> None:
    places = np.array([[-1.0, 3.0], [1.0, 4.0], [0.0, 3.5]])
    assert quantised(places).tolist() == [[0, 16_384], [65_535, 49_151], [32_768, 32_768]]
