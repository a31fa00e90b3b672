"""The data sets that every lab has."""

from collections.abc import Callable, Iterable
from typing import Annotated, Final

from pydantic import Field

from core.data.dataset import Dataset
from core.data.mnist import mnist
from core.text import ExplainedError

BUNDLED: Final[dict[str, Callable[[], Dataset]]] = {"mnist": mnist}

DEFAULT_DATASET: Final = "mnist"

DatasetName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
"""What a data set may be called. Whether a lab has one of that name, `DatasetLibrary` tells."""


class UnknownDatasetError(ExplainedError, LookupError):
    """No data set has this name; the message says which there are."""

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        super().__init__(
            "There is no data set {name} here; there is {known}.",
            name=repr(name[:40]), known=", ".join(known or BUNDLED),
        )  # fmt: skip


def find_dataset(name: str) -> Dataset:
    """The data set of that name, loaded once for the whole process.

    Raises:
        UnknownDatasetError: If there is none.
        DamagedDataError: If its file is missing or damaged.
    """
    if name not in BUNDLED:
        raise UnknownDatasetError(name)
    return BUNDLED[name]()
