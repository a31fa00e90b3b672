"""The family of a run: the runs from which it was forked, and those that were forked from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.lab import Lab
from core.runs.origin import ForkOrigin
from core.runs.query import RunQuery
from core.runs.run import Run

MOST_RELATIVES = 30


@dataclass(frozen=True)
class Relative:
    """A run in a family.

    Attributes:
        run: The run.
        parent: The run from which it was forked; None for the first one of the family.
        depth: How many forks lie between it and that first one.
    """

    run: Run
    parent: Run | None
    depth: int


def family_of(lab: Lab, run: Run) -> list[Relative]:
    """The family of a run, each run before those that were forked from it; empty if it has no relatives.

    It begins with the earliest run of which it descends that is still there. Of large families a part is left
    out.
    """
    found: list[Relative] = []
    for relative in _descendants(lab, Relative(_first(lab, run), None, 0)):
        found.append(relative)
        if len(found) == MOST_RELATIVES:
            break
    return found if len(found) > 1 else []


def _first(lab: Lab, run: Run) -> Run:
    while isinstance(origin := run.manifest.origin, ForkOrigin):
        parent = lab.find_run(origin.run)
        if parent is None:
            break
        run = parent
    return run


def _descendants(lab: Lab, relative: Relative) -> Iterator[Relative]:
    yield relative
    for child in lab.runs(RunQuery(parent=relative.run.id, order="oldest", limit=MOST_RELATIVES)):
        yield from _descendants(lab, Relative(child, relative.run, relative.depth + 1))
