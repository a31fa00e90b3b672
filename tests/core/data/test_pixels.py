"""The values of all pixels, and what scaling makes of them."""

import numpy as np
import pytest

from core.data.mnist import mnist
from core.data.pixels import pixel_values


def test_every_pixel_is_counted_by_its_value() -> None:
    images = mnist().split("validation").images
    found = pixel_values(mnist().split("validation")).counts
    assert found.sum() == images.size == 5_000 * 28 * 28
    for value in (0, 1, 128, 255):
        assert found[value] == (images == value).sum()


def test_mean_and_standard_deviation_are_those_of_the_scaled_pixels() -> None:
    scaled, found = mnist().split("test").images / 255, pixel_values(mnist().split("test"))
    assert found.mean == pytest.approx(scaled.mean())
    assert found.standard_deviation == pytest.approx(scaled.std())


def test_the_whole_training_file_has_the_figures_that_everybody_standardises_by() -> None:
    found = pixel_values(mnist().split("train+validation"))
    assert (round(found.mean, 4), round(found.standard_deviation, 4)) == (0.1307, 0.3081)


def test_standardised_pixels_have_mean_0_and_standard_deviation_1() -> None:
    found = pixel_values(mnist().split("train"))
    mean = np.average(found.standardised, weights=found.counts)
    assert mean == pytest.approx(0, abs=1e-9)
    assert np.average((found.standardised - mean) ** 2, weights=found.counts) == pytest.approx(1)
