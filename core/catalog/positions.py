"""Where each image lies on a map: a plane on which images that are alike lie together."""

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SPLITS, Dataset

PATH: Final = Path(__file__).with_name("mnist_positions.npz")

TITLES: Final = {"umap": "UMAP", "pca": "PCA"}
"""By the name of a map, what people call it."""

Positions = NDArray[np.uint16]
"""(n, 2) uint16 from 0 to 65,535, of each row of the data set: to the right, and down."""

_BLOCK: Final = 10_000
"""Images whose pixels are turned into float64 at a time, 63 MB."""


@cache
def shipped_positions() -> Mapping[str, Positions]:
    """The maps of the bundled MNIST by their names, read-only."""
    with np.load(io.BytesIO(PATH.read_bytes()), allow_pickle=False) as arrays:
        positions = {name: arrays[name] for name in TITLES}
    for each in positions.values():
        each.setflags(write=False)
    return positions


def pca_positions(dataset: Dataset) -> Positions:
    """The first two principal components of the pixels (Pearson 1901), centred.

    A component's sign is free: the largest of its weights is above 0.
    """
    images = np.concatenate([dataset.split(name).images for name in SPLITS])
    pixels = images.reshape(len(images), -1)
    mean = pixels.mean(axis=0)
    centred = [pixels[start : start + _BLOCK] - mean for start in range(0, len(pixels), _BLOCK)]
    _, vectors = np.linalg.eigh(np.sum([block.T @ block for block in centred], axis=0))
    axes = vectors[:, [-1, -2]]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    return quantised(np.concatenate([block @ axes for block in centred]))


def umap_positions(dataset: Dataset) -> Positions:
    """UMAP of the pixels (McInnes, Healy and Melville 2018), with the settings that umap-learn has by itself.

    Needs umap-learn, which the lab itself does not; takes some minutes. A fixed seed and one thread make it
    the same every time, on one kind of machine.
    """
    from umap import UMAP  # only who computes the shipped file anew has it

    images = np.concatenate([dataset.split(name).images for name in SPLITS])
    made = UMAP(random_state=0, n_jobs=1).fit_transform(images.reshape(len(images), -1).astype(np.float32))
    return quantised(np.asarray(made, np.float64))


def quantised(places: NDArray[np.float64]) -> Positions:
    """Places on any plane, (n, 2), as positions: the longer side fills the range, the shorter is centred."""
    low, high = places.min(axis=0), places.max(axis=0)
    steps = 65_535 / (high - low).max()
    whole = np.rint((places - (low + high) / 2) * steps + 65_535 / 2)
    return np.asarray(whole.clip(0, 65_535), np.uint16)
