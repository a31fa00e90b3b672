"""Search by example: how far all images are from one, by pixels, exact, or by what a layer answers."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.example import Example
from core.catalog.image_name import row_of
from core.catalog.table import Table
from core.data.dataset import SPLITS, Dataset

_BLOCK: Final = 1_000
"""Images whose pixels are turned into float32 at a time: 3 MB, which a processor's cache holds."""

_EXACT: Final = 196
"""So many products of two pixels add up to less than 2^24, below which float32 holds every whole number."""


def nearest(
    apart: NDArray[np.float64], count: int, *, leave_out: int | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The images of all splits that are nearest to one.

    Args:
        apart: (n,) how far each is, see `distances` and `distances_by_components`.
        count: How many.
        leave_out: The row that is not looked at, such as that of the image itself.

    Returns:
        (count,) rows, see `Dataset.first_row`, the nearest first and of equal ones the first row; and their
        (count,) distances. Fewer if there are no more.
    """
    if leave_out is not None:
        apart = apart.copy()
        apart[leave_out] = np.inf
    rows = apart.argsort(kind="stable")[: min(count, int(np.isfinite(apart).sum()))]
    return rows, apart[rows]


def distances(dataset: Dataset, image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How far each image of a data set is from one: (n,) Euclidean distances of the pixels, 0 to 1 each.

    Args:
        dataset: Its images, in the order of the rows; see `Dataset.first_row`.
        image: (28, 28) uint8, of the data set or prepared as its images are.
    """
    example = image.ravel().astype(np.float32)
    products = np.concatenate([_products(block, example) for block in _blocks(dataset)])
    squared = _squares(dataset) - 2 * products + np.square(example, dtype=np.float64).sum()
    return np.asarray(np.sqrt(squared) / 255)


def distances_by_components(
    components: NDArray[np.float16], example: NDArray[np.floating]
) -> NDArray[np.float64]:
    """How far each image is from one by what a layer answers: (n,) Euclidean distances.

    Args:
        components: (n, k), see `Embedding`.
        example: (k,) those of the one.
    """
    one = example.astype(np.float32)
    blocks = (components[start : start + _BLOCK] for start in range(0, len(components), _BLOCK))
    return np.concatenate([np.linalg.norm(block - one, axis=1) for block in blocks]).astype(np.float64)


def with_distances(
    dataset: Dataset, table: Table, example: Example, components: NDArray[np.float16] | None = None
) -> Table:
    """The table with the column of distances from an example.

    Args:
        dataset: What the table is of.
        table: All of its images.
        example: One of them.
        components: (n, k) by which they are compared; None for by pixels.

    Raises:
        QueryError: If the data set has no such image.
    """
    row = row_of(dataset, example.split, example.index)
    if components is None:
        apart = distances(dataset, dataset.images_at(np.array([row]))[0])
    else:
        apart = distances_by_components(components, components[row])
    return table.with_columns({"distance": apart.astype(np.float32)})


@lru_cache(maxsize=3)
def _squares(dataset: Dataset) -> NDArray[np.float64]:
    """The squared length of each image as a vector: 560 KB, which every search needs."""
    return np.concatenate([np.square(block, dtype=np.float64).sum(axis=1) for block in _blocks(dataset)])


def _blocks(dataset: Dataset) -> Iterator[NDArray[np.float32]]:
    """The images as vectors, in the order of the rows, a few megabytes at a time."""
    for name in SPLITS:
        images = dataset.split(name).images
        for start in range(0, len(images), _BLOCK):
            yield images[start : start + _BLOCK].reshape(-1, images[0].size).astype(np.float32)


def _products(block: NDArray[np.float32], example: NDArray[np.float32]) -> NDArray[np.float64]:
    """The dot product of each image of a block with the example, exact."""
    total = np.zeros(len(block))
    for start in range(0, len(example), _EXACT):
        part = slice(start, start + _EXACT)
        total += block[:, part] @ example[part]
    return total
