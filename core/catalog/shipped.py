"""What is shipped of the images of the bundled MNIST: their columns, and the nearest pairs among them."""

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from core.catalog.pairs import Pairs
from core.catalog.table import Values

PATH = Path(__file__).with_name("mnist_columns.npz")
PAIRS_PATH = Path(__file__).with_name("mnist_pairs.npz")


def shipped_columns() -> Mapping[str, Values]:
    """The columns of the bundled MNIST, float32 (70000,) each, in the order of `table_of`."""
    with np.load(io.BytesIO(PATH.read_bytes()), allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


def shipped_pairs() -> Mapping[str, Pairs]:
    """The nearest pairs of the bundled MNIST by `pair_name`, int64 (60, 2) rows each."""
    with np.load(io.BytesIO(PAIRS_PATH.read_bytes()), allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.int64) for name in arrays.files}
