"""The family of a run: the runs from which it was forked, and those that were forked from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from core.lab import Lab
from core.runs.description import Find
from core.runs.difference import difference_words
from core.runs.origin import ForkOrigin
from core.runs.query import RunQuery
from core.runs.run import Run

MOST_RELATIVES = 100


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


@dataclass(frozen=True)
class Family:
    """The runs of a family.

    Attributes:
        relatives: Each run before those that were forked from it, `MOST_RELATIVES` at most; empty if there is
            but one.
        is_whole: Whether those are all.
    """

    relatives: tuple[Relative, ...]
    is_whole: bool = True


def family_of(lab: Lab, run: Run) -> Family:
    """The family of a run.

    It begins with the earliest run of which it descends that is still there. Of large families a part is left
    out, but neither the run nor those from which it descends.
    """
    line = _line(lab, run)
    found = _some(lab, line[0], {})
    if all(each.run.id != run.id for each in found[:MOST_RELATIVES]):
        found = _some(lab, line[0], {parent.id: fork for parent, fork in pairwise(line)})
    return Family(tuple(found[:MOST_RELATIVES]) if len(found) > 1 else (), len(found) <= MOST_RELATIVES)


def fork_words(relative: Relative, find: Find) -> str:
    """Such as "After epoch 2: learning rate 0.001 instead of 0.003"; empty for what has no parent here.

    Args:
        relative: A run of a family.
        find: Finds a data set by its name.
    """
    run, origin = relative.run, relative.run.manifest.origin
    if relative.parent is None or not isinstance(origin, ForkOrigin):
        return ""
    changed = difference_words(run.manifest, relative.parent.manifest, find) or "Nothing changed"
    return f"After epoch {origin.epoch}: {changed[0].lower()}{changed[1:]}"


def _some(lab: Lab, ancestor: Run, first: Mapping[str, Run]) -> list[Relative]:
    """An ancestor and those that descend from it; one more than are shown, where there are more."""
    return list(islice(_descendants(lab, Relative(ancestor, None, 0), first), MOST_RELATIVES + 1))


def _line(lab: Lab, run: Run) -> list[Run]:
    """The runs from which a run descends, the earliest first, and the run itself."""
    line = [run]
    while isinstance(origin := line[0].manifest.origin, ForkOrigin):
        parent = lab.find_run(origin.run)
        if parent is None:
            break
        line.insert(0, parent)
    return line


def _descendants(lab: Lab, relative: Relative, first: Mapping[str, Run]) -> Iterator[Relative]:
    """A relative and those that descend from it.

    Args:
        lab: The lab.
        relative: The relative.
        first: Forks that come before others of the same run, by the id of that run.
    """
    yield relative
    parent = relative.run
    forks = lab.runs(RunQuery(parent=parent.id, order="oldest", limit=MOST_RELATIVES))
    known = first.get(parent.id)
    others = [each for each in forks if known is None or each.id != known.id]
    for fork in [known, *others] if known else others:
        yield from _descendants(lab, Relative(fork, parent, relative.depth + 1), first)
