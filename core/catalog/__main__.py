"""Computes anew what is shipped of the bundled MNIST.

`python -m core.catalog` computes columns and nearest pairs, `python -m core.catalog positions` the maps.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.catalog import positions, shipped
from core.catalog.image_columns import image_columns
from core.catalog.neighbours import compare_images
from core.data.mnist import mnist


def _write(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


if __name__ == "__main__":
    if sys.argv[1:] == ["positions"]:
        maps = {"umap": positions.umap_positions(mnist()), "pca": positions.pca_positions(mnist())}
        placing = positions.pca_placing(positions.pixels_of(mnist()))
        _write(positions.PATH, {**maps, "pca_placing": placing})
    else:
        comparison = compare_images(mnist())
        _write(shipped.PATH, image_columns(mnist(), comparison.neighbours))
        _write(shipped.PAIRS_PATH, {name: each.astype(np.int32) for name, each in comparison.pairs.items()})
