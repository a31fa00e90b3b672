"""What a split looks like in numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.splits import Split


@dataclass(frozen=True)
class Statistics:
    """Figures of one split.

    Attributes:
        count: Number of images, n.
        image_shape: Rows and columns of one image.
        lowest: Lowest pixel value, 0..255.
        highest: Highest pixel value, 0..255.
        class_counts: (10,) int64, images of each digit.
        mean_images: (10, 28, 28) float64 in 0..255, mean image of each digit; 0 for a digit without images.
    """

    count: int
    image_shape: tuple[int, int]
    lowest: int
    highest: int
    class_counts: NDArray[np.int64]
    mean_images: NDArray[np.float64]


def statistics(split: Split) -> Statistics:
    """Counts, pixel range and mean images of a split."""
    rows, columns = split.images.shape[1:]
    return Statistics(
        count=len(split.labels),
        image_shape=(rows, columns),
        lowest=int(split.images.min()),
        highest=int(split.images.max()),
        class_counts=np.bincount(split.labels, minlength=10),
        mean_images=np.stack([_mean_image(split.images[split.labels == digit]) for digit in range(10)]),
    )


def _mean_image(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(28, 28) mean of (n, 28, 28) images, 0 where n is 0."""
    total: NDArray[np.float64] = images.sum(axis=0, dtype=np.float64)
    return total / max(len(images), 1)
