"""Dilation and erosion are SciPy's."""

import numpy as np
import pytest
from scipy import ndimage

from core.recognition.morphology import dilated, eroded

SHAPES = [(1, 1), (1, 9), (2, 2), (9, 1), (3, 4), (30, 17)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("reach", [1, 2])
def test_dilation_by_a_square_is_scipys(shape: tuple[int, int], reach: int) -> None:
    pixels = np.random.default_rng(1).random(shape) < 0.1
    square = np.ones((2 * reach + 1, 2 * reach + 1), bool)
    np.testing.assert_array_equal(dilated(pixels, reach), ndimage.binary_dilation(pixels, square))


@pytest.mark.parametrize("shape", SHAPES)
def test_erosion_by_a_cross_is_scipys(shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(2).random(shape) < 0.9
    np.testing.assert_array_equal(eroded(pixels), ndimage.binary_erosion(pixels))


def test_what_is_given_stays_as_it_is() -> None:
    pixels = np.eye(5, dtype=bool)
    dilated(pixels, 2)
    eroded(pixels)
    np.testing.assert_array_equal(pixels, np.eye(5, dtype=bool))
