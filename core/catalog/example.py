"""An image from which the distance of all others is measured, as an address writes it."""

from dataclasses import dataclass

from core.catalog.query_error import QueryError
from core.data.dataset import SPLITS
from core.text import whole_number


@dataclass(frozen=True)
class Example:
    """An image from which the distance of all others is measured.

    Attributes:
        split: Where it is.
        index: Its position in the data set's own file.
    """

    split: str
    index: int

    def __str__(self) -> str:
        """As the grammar writes it."""
        return f"{self.split},{self.index}"


def read_example(written: str) -> Example:
    """The example that an address writes, such as `test,17` or `test:17`.

    Raises:
        QueryError: If it is no split and index.
    """
    split, _, number = written.replace(":", ",", 1).partition(",")
    index = whole_number(number)
    if split not in SPLITS or index is None:
        raise QueryError(
            "example={written} is no image; write its split and its index, such as example=test,17.",
            written=written[:40],
        )
    return Example(split, index)
