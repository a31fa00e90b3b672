"""The data sets that a manifest can name."""

from collections.abc import Callable
from typing import Annotated, Final

from pydantic import Field

from core.data.dataset import Dataset
from core.data.mnist import mnist
from core.text import ExplainedError

_KNOWN: Final[dict[str, Callable[[], Dataset]]] = {"mnist": mnist}

DEFAULT_DATASET: Final = "mnist"

DatasetName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
"""What a data set may be called. Whether there is one of that name, `find_dataset` tells."""


class UnknownDatasetError(ExplainedError, LookupError):
    """No data set has this name; the message says which there are."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "There is no data set {name} here; there is {known}.",
            name=repr(name[:40]), known=", ".join(_KNOWN),
        )  # fmt: skip


def find_dataset(name: str) -> Dataset:
    """The data set of that name, loaded once for the whole process.

    Raises:
        UnknownDatasetError: If there is none.
        DamagedDataError: If its file is missing or damaged.
    """
    if name not in _KNOWN:
        raise UnknownDatasetError(name)
    return _KNOWN[name]()
