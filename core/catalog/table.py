"""A row for each image of a data set, a column for each thing that is known of the images."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.catalog.columns import ANSWERS
from core.catalog.positions import Positions
from core.data.dataset import SPLITS, Dataset

Values = NDArray[np.float32] | NDArray[np.int32] | NDArray[np.int8]

UNKNOWN = -1
"""In a column of a category: nothing is known of the image. In one of numbers that is NaN."""


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length, read-only; a row's position is the same in each.

    Attributes:
        values: (n,) each, by the column's name. A category is int8, a position in its names, or `UNKNOWN`;
            `index` is int32; any other is float32, NaN where nothing is known.
        names: What the values of each category are called.
        positions: (n, 2) each, by the name of the map; empty if there is none of these images.
    """

    values: Mapping[str, Values]
    names: Mapping[str, tuple[str, ...]]
    positions: Mapping[str, Positions] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of images."""
        return len(self.values["index"])

    def first_row(self, split: str) -> int:
        """The row of the first image of a split; the others follow in the split's order."""
        return int(np.searchsorted(self.values["split"], SPLITS.index(split)))

    def with_columns(self, more: Mapping[str, Values]) -> "Table":
        """The table with further columns, such as those of a run."""
        for column in more.values():
            column.setflags(write=False)
        return replace(self, values={**self.values, **more})

    def with_map(self, name: str, positions: Positions) -> "Table":
        """The table with a further map, such as that of a run."""
        return replace(self, positions={**self.positions, name: positions})


def table_of(
    dataset: Dataset, image_columns: Mapping[str, Values], positions: Mapping[str, Positions] | None = None
) -> Table:
    """The table of a data set.

    Args:
        dataset: Its rows are those of train, validation and test, one after the other, each in file order.
        image_columns: (n,) each, in the order of the rows; see `image_columns`.
        positions: (n, 2) each, in the same order, by the name of the map.
    """
    splits = [dataset.split(name) for name in SPLITS]
    base: dict[str, Values] = {
        "split": np.repeat(np.arange(len(SPLITS), dtype=np.int8), [len(each.labels) for each in splits]),
        "digit": np.concatenate([each.labels for each in splits]).astype(np.int8),
        "index": np.concatenate([each.index for each in splits]).astype(np.int32),
    }
    names = {"split": SPLITS, "digit": dataset.classes, "predicted": dataset.classes, "correct": ANSWERS}
    return Table({}, names, positions or {}).with_columns({**base, **image_columns})
