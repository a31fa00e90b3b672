"""The images by which trainings are watched."""

from dataclasses import replace

import numpy as np

from core.data.examples import unusual_images
from core.data.mnist import mnist


def test_each_class_is_there_in_the_order_of_the_labels() -> None:
    validation = mnist().split("validation")
    found = unusual_images(validation, 10, 12)
    assert len(set(found.tolist())) == 12
    labels = validation.labels[found].tolist()
    assert labels == sorted(labels)
    assert set(labels) == set(range(10))


def test_the_images_are_farther_from_the_mean_of_their_class_than_most_but_no_outliers() -> None:
    test = mnist().split("test")
    for position in unusual_images(test, 10, 10):
        same = test.images[test.labels == test.labels[position]].astype(float)
        distance = np.sqrt(((same - same.mean(axis=0)) ** 2).sum(axis=(1, 2)))
        own = np.sqrt(((test.images[position] - same.mean(axis=0)) ** 2).sum())
        assert 0.97 < (distance < own).mean() < 0.99


def test_a_split_with_few_images_or_none_of_a_class_gives_what_it_has() -> None:
    test = mnist().split("test")
    few = replace(test, images=test.images[:3], labels=test.labels[:3])
    assert unusual_images(few, 10, 12).tolist() == sorted(range(3), key=lambda at: test.labels[at])
