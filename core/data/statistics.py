"""What a split looks like in numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import HIGHEST, Split


@dataclass(frozen=True)
class Statistics:
    """Figures of one split.

    Attributes:
        count: Number of images, n.
        image_shape: Rows and columns of one image.
        lowest: Lowest pixel value, 0..255.
        highest: Highest pixel value, 0..255.
        class_counts: (k,) int64, images of each class.
        mean_images: (k, 28, 28) float64 in 0..255, mean image of each class; 0 for a class without images.
    """

    count: int
    image_shape: tuple[int, int]
    lowest: int
    highest: int
    class_counts: NDArray[np.int64]
    mean_images: NDArray[np.float64]


def statistics(split: Split, class_count: int) -> Statistics:
    """Counts, pixel range and mean images of a split of a data set with so many classes."""
    rows, columns = split.images.shape[1:]
    return Statistics(
        count=len(split.labels),
        image_shape=(rows, columns),
        lowest=int(split.images.min()),
        highest=int(split.images.max()),
        class_counts=np.bincount(split.labels, minlength=class_count),
        mean_images=np.stack(
            [_mean_image(split.images[split.labels == label]) for label in range(class_count)]
        ),
    )


def variance_images(split: Split, class_count: int) -> NDArray[np.float64]:
    """(k, 28, 28) variance of each pixel over the images of each class, pixels 0 to 1.

    It is the mean of the squares less the square of the mean, so it lies in 0..0.25; 0 for a class without
    images.
    """
    variances = np.empty((class_count, *split.images.shape[1:]))
    for label in range(class_count):
        images = split.images[split.labels == label]
        squares = np.square(images, dtype=np.uint16).sum(axis=0, dtype=np.float64) / max(len(images), 1)
        variances[label] = (squares - _mean_image(images) ** 2) / HIGHEST**2
    return variances


def _mean_image(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(28, 28) mean of (n, 28, 28) images, 0 where n is 0."""
    total: NDArray[np.float64] = images.sum(axis=0, dtype=np.float64)
    return total / max(len(images), 1)
