"""Which run a page shows: one decision, without Streamlit."""

from collections.abc import Callable
from dataclasses import dataclass

from core.runs.run import Run

Find = Callable[[str], Run | None]


@dataclass(frozen=True)
class Chosen:
    """The page shows this run."""

    run: Run


@dataclass(frozen=True)
class Unusable:
    """The address names a run that the page cannot show: there is none, or it has no model yet."""

    run_id: str


@dataclass(frozen=True)
class NothingThere:
    """There is no run that the page could show."""


Choice = Chosen | Unusable | NothingThere


def decide(
    *, address: str, watched: str | None, earlier: str | None, find: Find, newest: Callable[[], Run | None]
) -> Choice:
    """The run that a page shows.

    The address counts first, and nothing else if it names a run. Then comes the training that the visitor was
    watching, the run that was shown on the page before, and the newest one.

    Args:
        address: The run that the address names; empty if it names none.
        watched: The run whose training was on screen, where the page returns to it.
        earlier: The run that was shown before.
        find: The run with an id, if the page can show it.
        newest: The newest run that the page can show.
    """
    if address:
        named = find(address)
        return Unusable(address) if named is None else Chosen(named)
    for run_id in (watched, earlier):
        run = find(run_id) if run_id else None
        if run is not None:
            return Chosen(run)
    last = newest()
    return NothingThere() if last is None else Chosen(last)
