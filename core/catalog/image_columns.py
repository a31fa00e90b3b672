"""Computes the columns of an image itself."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.neighbours import nearest_others
from core.catalog.shape import ink_of, shape_of, sharpness_of, slant_of
from core.catalog.table import Values
from core.data.dataset import SPLITS, Dataset

NEIGHBOUR_COUNT: Final = 10

_BLOCK: Final = 2_000
"""Images that are measured at a time, 13 MB as float64."""

DECIMALS: Final = 4
"""Of each figure: finer than anyone asks, and the file is half as large."""


def image_columns(dataset: Dataset) -> dict[str, Values]:
    """Computes the columns; takes seven minutes of CPU time for 70,000 images (AMD EPYC).

    Returns:
        float32 (n,) each, in the order of `table_of`: the fields of `Shape`, `class_distance` and
        `neighbour_disagreement`.
    """
    splits = [dataset.split(name) for name in SPLITS]
    images = np.concatenate([split.images for split in splits])
    labels = np.concatenate([split.labels for split in splits])
    train = dataset.split("train")
    with ProcessPoolExecutor() as pool:
        shapes = list(pool.map(shape_of, images, chunksize=500))
    measured = {name: np.array([asdict(each)[name] for each in shapes]) for name in asdict(shapes[0])}
    measured["class_distance"] = _class_distances(images, labels, train.images, train.labels)
    measured["neighbour_disagreement"] = _neighbour_disagreement(images, labels)
    return {name: column.round(DECIMALS).astype(np.float32) for name, column in measured.items()}


def quick_columns(dataset: Dataset) -> dict[str, Values]:
    """Those of the columns that take seconds: `ink`, `slant`, `sharpness` and `class_distance`.

    Returns:
        float32 (n,) each, in the order of `table_of`.
    """
    measures = {"ink": ink_of, "slant": slant_of, "sharpness": sharpness_of}
    splits = [dataset.split(name) for name in SPLITS]
    images = np.concatenate([split.images for split in splits])
    labels = np.concatenate([split.labels for split in splits])
    blocks = [images[start : start + _BLOCK] for start in range(0, len(images), _BLOCK)]
    columns = {
        name: np.concatenate([measure(block / 255) for block in blocks]) for name, measure in measures.items()
    }
    train = dataset.split("train")
    columns["class_distance"] = _class_distances(images, labels, train.images, train.labels)
    return {name: column.round(DECIMALS).astype(np.float32) for name, column in columns.items()}


def _class_distances(
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    train_images: NDArray[np.uint8],
    train_labels: NDArray[np.uint8],
) -> NDArray[np.float64]:
    distances = np.empty(len(images))
    for label in np.unique(labels):
        mean = train_images[train_labels == label].mean(axis=0)
        rows = np.flatnonzero(labels == label)
        distances[rows] = np.linalg.norm((images[rows] - mean).reshape(len(rows), -1) / 255, axis=1)
    return distances


def _neighbour_disagreement(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    near = nearest_others(images, NEIGHBOUR_COUNT)
    return np.asarray((labels[near] != labels[:, None]).mean(axis=1))
