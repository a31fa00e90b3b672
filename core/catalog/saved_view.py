"""A query that somebody has kept under a name, for all who use the lab."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.person import Person
from core.text import ExplainedError


class ViewNameTakenError(ExplainedError, ValueError):
    """There is a view of that name already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "There is a view named {name} already; delete it first or take another name.", name=name
        )


@dataclass(frozen=True)
class SavedView:
    """A kept query.

    Attributes:
        id: Its number in the lab.
        name: Unique in the lab, whatever the case of its letters.
        parameters: What the address says, in the grammar of `Query.parameters`.
        owner: Who has kept it.
    """

    id: int
    name: str
    parameters: Mapping[str, str]
    owner: Person
