"""`python -m core.catalog` computes anew what is shipped of the bundled MNIST: columns and nearest pairs."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.catalog.image_columns import image_columns
from core.catalog.pairs import nearest_pairs
from core.catalog.shipped import PAIRS_PATH, PATH
from core.data.mnist import mnist


def _write(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


if __name__ == "__main__":
    _write(PATH, image_columns(mnist()))
    _write(PAIRS_PATH, {name: each.astype(np.int32) for name, each in nearest_pairs(mnist()).items()})
