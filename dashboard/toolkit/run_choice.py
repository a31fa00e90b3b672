"""Which run or model a page shows: one decision, without Streamlit."""

from collections.abc import Callable
from dataclasses import dataclass

from core.recognition.shipped import SHIPPED
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


@dataclass(frozen=True)
class Shipped:
    """The page shows the shipped model.

    Attributes:
        unknown: The model that the address names though there is none such; empty for none.
    """

    unknown: str = ""


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


def decide_model(
    *, run_address: str, model_address: str, prefers_shipped: bool, earlier: str | None, find: Find
) -> Chosen | Unusable | Shipped:
    """The model that Draw shows.

    A run in the address counts first, and then a model in it. Then comes the shipped model if the visitor
    chose it, the run that was shown before, and the shipped model again.

    Args:
        run_address: The run that the address names; empty if it names none.
        model_address: The model that it names; empty if it names none.
        prefers_shipped: Whether the visitor chose the shipped model.
        earlier: The run that was shown before.
        find: The run with an id, if its model can be used.
    """
    if run_address:
        named = find(run_address)
        return Unusable(run_address) if named is None else Chosen(named)
    if model_address:
        return Shipped("" if model_address == SHIPPED else model_address)
    run = find(earlier) if earlier and not prefers_shipped else None
    return Shipped() if run is None else Chosen(run)
