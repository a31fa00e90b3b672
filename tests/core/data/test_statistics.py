"""A split in numbers."""

from dataclasses import replace

import numpy as np

from core.data.mnist import mnist
from core.data.statistics import statistics, variance_images


def test_the_test_split_has_its_well_known_class_counts() -> None:
    found = statistics(mnist().split("test"), 10)
    assert found.class_counts.tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert (found.count, found.image_shape, found.lowest, found.highest) == (10_000, (28, 28), 0, 255)


def test_mean_images_average_to_the_mean_of_all_images() -> None:
    found = statistics(mnist().split("validation"), 10)
    overall = np.average(found.mean_images, axis=0, weights=found.class_counts)
    np.testing.assert_allclose(overall, mnist().split("validation").images.mean(axis=0))


def test_a_digit_without_images_has_an_empty_mean_image() -> None:
    test = mnist().split("test")
    ones = replace(test, images=test.images[test.labels == 1], labels=test.labels[test.labels == 1])
    found = statistics(ones, 10)
    assert found.class_counts.tolist() == [0, 1135, 0, 0, 0, 0, 0, 0, 0, 0]
    assert not found.mean_images[0].any()
    assert found.mean_images[1].any()


def test_variance_images_are_those_of_the_pixels_as_shares_of_all_ink() -> None:
    test = mnist().split("test")
    found = variance_images(test, 10)
    for label in (1, 8):
        expected = (test.images[test.labels == label] / 255).var(axis=0)
        np.testing.assert_allclose(found[label], expected, atol=1e-12)


def test_a_digit_without_images_has_no_variance() -> None:
    test = mnist().split("test")
    ones = replace(test, images=test.images[test.labels == 1], labels=test.labels[test.labels == 1])
    found = variance_images(ones, 10)
    assert not found[0].any()
    assert found[1].any()
