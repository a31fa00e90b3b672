"""A few pictures of the files that somebody wants to import."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from core.data_import.assembly import natural
from core.data_import.item import Item
from core.data_import.upload import read_items

_MOST_READ: Final = 1_000
"""So many pictures are looked at, from the start of the files."""

_MOST: Final = 12
_MOST_UNREADABLE: Final = 3


@dataclass(frozen=True, eq=False)
class Examples:
    """The first picture of each class.

    Attributes:
        items: Those that can be read.
        unreadable: The first of those that cannot.
        labels: The labels among all that was looked at, 2 before 10.
    """

    items: tuple[Item, ...]
    unreadable: tuple[Item, ...]
    labels: tuple[str, ...]


def examples_of(files: Mapping[str, bytes]) -> Examples:
    """Examples of some files, by their names.

    Raises:
        ImportRefused: If they are no data set as far as they are read.
    """
    unreadable: list[Item] = []
    firsts: dict[str, Item] = {}
    with TemporaryDirectory() as folder:
        paths = {name: Path(folder, str(number)) for number, name in enumerate(files)}
        for name, path in paths.items():
            path.write_bytes(files[name])
        for item in islice(read_items(paths), _MOST_READ):
            if item.picture is None:
                unreadable.append(item)
                continue
            firsts.setdefault(item.label, item)
    labels = sorted(firsts, key=natural)
    items = tuple(firsts[label] for label in labels[:_MOST])
    return Examples(items, tuple(unreadable[:_MOST_UNREADABLE]), tuple(labels))
