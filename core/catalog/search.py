"""Search by example: the images that are nearest to one, by pixels, exact."""

from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SPLITS, Dataset

_BLOCK: Final = 5_000
"""Images whose pixels are turned into float32 at a time, 16 MB."""

_SPARE: Final = 10
"""So many more are compared exactly, for float32 rounds a squared distance by a few units."""


def nearest_images(
    dataset: Dataset, image: NDArray[np.uint8], count: int, *, leave_out: int | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The images of all splits that are nearest to one.

    Args:
        dataset: Where to look.
        image: (28, 28) uint8, of the data set or prepared as its images are.
        count: How many.
        leave_out: The row that is not looked at, such as that of the image itself.

    Returns:
        (count,) rows, see `Dataset.first_row`, the nearest first and of equal ones the first row; and their
        (count,) Euclidean distances of the pixels, 0 to 1 each.
    """
    example = image.ravel().astype(np.float32)
    products = np.concatenate([block @ example for block in _blocks(dataset)])
    apart = _squares(dataset) - 2 * products
    if leave_out is not None:
        apart[leave_out] = np.inf
    near = np.sort(np.argpartition(apart, count + _SPARE)[: count + _SPARE])
    exact = dataset.images_at(near).astype(np.int64) - image
    squared = (exact * exact).sum(axis=(1, 2))
    if leave_out is not None:
        squared[near == leave_out] = np.iinfo(np.int64).max
    order = squared.argsort(kind="stable")[:count]
    return near[order], np.sqrt(squared[order]) / 255


@cache
def _squares(dataset: Dataset) -> NDArray[np.float32]:
    """The squared length of each image as a vector: 280 KB, which every search needs."""
    return np.concatenate([np.einsum("np,np->n", block, block) for block in _blocks(dataset)])


def _blocks(dataset: Dataset) -> Iterator[NDArray[np.float32]]:
    for name in SPLITS:
        images = dataset.split(name).images
        for start in range(0, len(images), _BLOCK):
            yield images[start : start + _BLOCK].reshape(-1, images[0].size).astype(np.float32)
