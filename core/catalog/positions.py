"""Where each image lies on a map: a plane on which images that are alike lie together."""

import io
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.principal import principal_axes
from core.data.dataset import SPLITS, Dataset

PATH: Final = Path(__file__).with_name("mnist_positions.npz")

TITLES: Final = {"umap": "UMAP", "pca": "PCA"}
"""By the name of a map of pixels, what people call it."""

HIDDEN: Final = "hidden"
"""The map of a run: the first two principal components of the activations of its last hidden layer."""

MAPS: Final = (*TITLES, HIDDEN)
"""The names of all maps."""

Positions = NDArray[np.uint16]
"""(n, 2) uint16 from 0 to 65,535, of each row of the data set: to the right, and down."""

Placing = NDArray[np.float64]
"""(d + 1, 2): a vector of d numbers times the first d rows, plus the last row, is its place on a map."""

_BLOCK: Final = 10_000
"""Images whose pixels are turned into float64 at a time, 63 MB."""

_PCA_PLACING: Final = "pca_placing"


@cache
def shipped_positions() -> Mapping[str, Positions]:
    """The maps of the bundled MNIST by their names, read-only."""
    positions = {name: _shipped()[name] for name in TITLES}
    for each in positions.values():
        each.setflags(write=False)
    return positions


def shipped_pca_placing() -> Placing:
    """From the pixels of any image to its place on the map `pca` of the bundled MNIST, (785, 2)."""
    return _shipped()[_PCA_PLACING]


@cache
def _shipped() -> Mapping[str, NDArray[Any]]:
    with np.load(io.BytesIO(PATH.read_bytes()), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def pca_positions(dataset: Dataset) -> Positions:
    """The first two principal components of the pixels, as a map."""
    pixels = pixels_of(dataset)
    return place(pixels, pca_placing(pixels))


def pca_placing(pixels: NDArray[np.uint8]) -> Placing:
    """What takes the pixels of an image to its place on the map of their first two principal components.

    Args:
        pixels: (n, d) of all images of a data set.
    """
    mean, axes = principal_axes(pixels, 2)
    weights = np.concatenate([axes, -(mean @ axes)[np.newaxis]]).astype(np.float64)
    placing = placing_of(_times(pixels, weights))
    return np.concatenate([weights[:-1] @ placing[:-1], weights[-1:] @ placing[:-1] + placing[-1]])


def umap_positions(dataset: Dataset) -> Positions:
    """UMAP of the pixels (McInnes, Healy and Melville 2018), with the settings that umap-learn has by itself.

    Needs umap-learn, which the lab itself does not; takes some minutes. A fixed seed and one thread make it
    the same every time, on one kind of machine.
    """
    from umap import UMAP  # only who computes the shipped file anew has it

    made = UMAP(random_state=0, n_jobs=1).fit_transform(pixels_of(dataset).astype(np.float32))
    return quantised(np.asarray(made, np.float64))


def pixels_of(dataset: Dataset) -> NDArray[np.uint8]:
    """The images of a data set as vectors, (n, 784), in the order of its rows."""
    images = np.concatenate([dataset.split(name).images for name in SPLITS])
    return images.reshape(len(images), math.prod(images.shape[1:]))


def quantised(places: NDArray[np.float64]) -> Positions:
    """Places on any plane, (n, 2), as positions: the longer side fills the range, the shorter is centred."""
    return place(places, placing_of(places))


def placing_of(places: NDArray[np.floating]) -> Placing:
    """From places on a plane, (n, 2), to positions: the longer side fills the range, the other is centred."""
    low, high = places.min(axis=0).astype(np.float64), places.max(axis=0).astype(np.float64)
    longer = (high - low).max()
    steps = 65_535 / longer if longer else 1.0
    return np.concatenate([np.eye(2) * steps, [65_535 / 2 - (low + high) / 2 * steps]])


def place(vectors: NDArray[np.number], placing: Placing) -> Positions:
    """Vectors, (n, d), on a map; what falls outside of it comes to its edge."""
    return np.asarray(np.rint(_times(vectors, placing)).clip(0, 65_535), np.uint16)


def mean_place(positions: Positions, apart: NDArray[np.float64]) -> Positions:
    """Where an image may be shown on a map that has no place for new images, such as UMAP: (2,) uint16.

    Args:
        positions: (k, 2) of the images that are nearest to it.
        apart: (k,) how far they are; each counts by 1 / distance, and one that is the same image alone.
    """
    shares = apart == 0 if (apart == 0).any() else 1 / apart
    return np.asarray(np.rint(np.average(positions, axis=0, weights=shares)), np.uint16)


def _times(vectors: NDArray[np.number], placing: Placing) -> NDArray[np.float64]:
    starts = range(0, max(len(vectors), 1), _BLOCK)
    made: NDArray[np.float64] = np.concatenate([vectors[at : at + _BLOCK] @ placing[:-1] for at in starts])
    return np.asarray(made + placing[-1])
