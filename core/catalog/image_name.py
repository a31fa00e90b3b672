"""How an address names images and splits: `image=test:17`, `index=train:3,17,test:5..9`, `split=all`.

A number alone is a position in the file of whichever split is chosen, and behind a split one in that split.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.number_ranges import written_ranges
from core.catalog.query_error import QueryError
from core.data.dataset import SPLITS, Dataset
from core.text import whole_number

ALL: Final = "all"
"""What an address calls all splits together."""


def image_name(dataset: Dataset, row: int, *, has_split: bool) -> str:
    """The image of a row as an address names it, such as `17` or, with its split, `test:17`."""
    split, position = dataset.place_of(row)
    number = str(dataset.split(split).index[position])
    return f"{split}:{number}" if has_split else number


def split_in_front(written: str) -> tuple[str, str]:
    """What stands in front of a number or a range, such as `test:` or nothing, and the rest.

    Raises:
        QueryError: If it is no split.
    """
    split, colon, number = written.rpartition(":")
    if colon and split.strip() not in SPLITS:
        raise QueryError(
            "{written} names no split; write such as index=train:3,test:5..9.", written=repr(written[:40])
        )
    return split.strip() + colon, number


def row_of_name(dataset: Dataset, written: str, chosen: str) -> int:
    """The row of the image that an address names; see `Dataset.first_row`.

    Args:
        dataset: Where to look.
        written: Such as `17` or `test:17`.
        chosen: The split that is chosen, or `ALL`.

    Raises:
        QueryError: If it names none of the chosen split, or a number alone where all are chosen.
    """
    split, colon, number = written.rpartition(":")
    index, short = whole_number(number), written[:40]
    if index is None or (colon and split not in SPLITS):
        raise QueryError(
            "image={written} names no image; write its index, such as image=17, or its split too,"
            " such as image=test:17.",
            written=short,
        )
    if not colon and chosen == ALL:
        raise QueryError(
            "image={written} does not say of which split; write image=test:{written} for that of test.",
            written=short,
        )
    if colon and chosen not in (ALL, split):
        raise QueryError(
            "image={written} is of another split than {chosen}; choose that split, or all.",
            written=short, chosen=chosen,
        )  # fmt: skip
    return row_of(dataset, split or chosen, index)


def row_of(dataset: Dataset, split: str, index: int) -> int:
    """The row of the image with this position in the data set's own file.

    Raises:
        QueryError: If the split has no such image.
    """
    found = np.flatnonzero(dataset.split(split).index == index)
    if not len(found):
        raise QueryError(
            "There is no image {index} in {split}; look for it in another split.", index=index, split=split
        )
    return dataset.first_row(split) + int(found[0])


def written_index(dataset: Dataset, rows: NDArray[np.int64], *, has_split: bool) -> tuple[str, ...]:
    """The values of a filter by `index` that holds some images and, in their splits, no other.

    Args:
        dataset: What they are of.
        rows: (n,) in any order, n >= 1.
        has_split: Whether to name the splits; without them all images are of one.
    """
    if not has_split:
        return written_ranges(dataset.index_at(rows))
    written: list[str] = []
    for split in SPLITS:
        first = dataset.first_row(split)
        own = rows[(rows >= first) & (rows < first + len(dataset.split(split).labels))]
        if len(own):
            start, *others = written_ranges(dataset.index_at(own))
            written += [f"{split}:{start}", *others]
    return tuple(written)
