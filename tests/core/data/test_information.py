"""What a pixel tells of the label, beside scikit-learn."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from core.data.information import THRESHOLD, entropy, pixel_information
from core.data.mnist import mnist


def test_the_information_of_a_pixel_is_that_of_scikit_learn() -> None:
    test = mnist().split("test")
    found = pixel_information(test, 10)
    for row, column in [(0, 0), (7, 20), (13, 14), (14, 14), (20, 9), (27, 13)]:
        nats = mutual_info_score(test.labels, test.images[:, row, column] >= THRESHOLD)
        assert found[row, column] == pytest.approx(nats / np.log(2), abs=1e-9)


def test_a_pixel_that_is_ink_in_one_of_two_equal_classes_tells_one_bit() -> None:
    images = np.zeros((8, 28, 28), np.uint8)
    images[::2, 3, 4] = THRESHOLD
    images[::2, 5, 6] = THRESHOLD - 1
    labels = np.tile(np.array([0, 1], np.uint8), 4)
    found = pixel_information(replace(mnist().split("test"), images=images, labels=labels), 2)
    assert found[3, 4] == pytest.approx(1)
    assert found.sum() == pytest.approx(1)


def test_a_class_without_images_changes_nothing() -> None:
    test = mnist().split("test")
    np.testing.assert_allclose(pixel_information(test, 12), pixel_information(test, 10))


def test_the_entropy_of_equal_counts_is_the_logarithm_of_their_number() -> None:
    assert entropy(np.array([5, 5, 5, 5, 0])) == pytest.approx(2)
    assert entropy(np.array([0, 7])) == 0
