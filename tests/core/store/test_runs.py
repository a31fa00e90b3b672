"""Queries for lists of runs, and the number that says whether a list is still what it was."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.person import Person
from core.runs.query import EVERY_RUN, RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.store.store import Store
from core.text import text
from tests.making import batch_event, manifest


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lab.db")


def add(
    store: Store, name: str, *, person: str = "ada", preset: str = "quick", accuracy: float | None = None
) -> Run:
    """A run of that name; with an accuracy, one that has ended and has a model."""
    run = store.runs.add(manifest(preset, person=person), "Net")
    store.runs.rename(run.id, name)
    if accuracy is not None:
        store.runs.start(run.id)
        store.runs.end(run.id, State.FINISHED)
        store.runs.set_model(run.id, "0" * 64, accuracy)
    return store.runs.get(run.id)


def names(store: Store, query: RunQuery) -> list[str]:
    """The names that a query finds, in its order; the count agrees where nothing is cut off."""
    found = [run.name for run in store.runs.find(query)]
    if query.limit is None and not query.offset:
        assert store.runs.count(query) == len(found)
    return found


@pytest.fixture
def filled(store: Store) -> Store:
    """Five runs of three people."""
    store.people.remember(Person("bob", "Bob the Builder"))
    add(store, "alpha")
    add(store, "Beta", person="bob", accuracy=0.98)
    add(store, "gamma_1", preset="tutorial-cnn-adam", accuracy=0.99)
    add(store, "100% delta", person="eve")
    store.runs.start(add(store, "epsilon").id)
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (RunQuery(limit=None), ["epsilon", "100% delta", "gamma_1", "Beta", "alpha"]),
        (RunQuery(states=(State.RUNNING,), limit=None), ["epsilon"]),
        (
            RunQuery(states=(State.QUEUED, State.FINISHED), limit=None),
            ["100% delta", "gamma_1", "Beta", "alpha"],
        ),
        (RunQuery(owner="bob", limit=None), ["Beta"]),
        (RunQuery(preset="tutorial-cnn-adam", limit=None), ["gamma_1"]),
        (RunQuery(has_model=True, limit=None), ["gamma_1", "Beta"]),
        (RunQuery(has_model=False, limit=None), ["epsilon", "100% delta", "alpha"]),
        (RunQuery(text="BET", limit=None), ["Beta"]),
        (RunQuery(text="builder", limit=None), ["Beta"]),
        (RunQuery(text="a_1", limit=None), ["gamma_1"]),
        (RunQuery(text="_", limit=None), ["gamma_1"]),
        (RunQuery(text="%", limit=None), ["100% delta"]),
        (RunQuery(text="\\", limit=None), []),
        (RunQuery(text="' OR 1=1 --", limit=None), []),
        (RunQuery(owner="ada", states=(State.QUEUED,), text="l", limit=None), ["alpha"]),
    ],
)
def test_a_query_finds_what_it_asks_for(filled: Store, query: RunQuery, found: list[str]) -> None:
    assert names(filled, query) == found


@pytest.mark.parametrize(
    ("name", "sought"), [("Été 2", "ÉTÉ"), ("ÄRGER", "ärger"), ("Ørsted", "øRSTED"), ("Straße", "STRASSE")]
)
def test_a_name_is_found_in_upper_and_lower_case_of_every_letter(
    filled: Store, name: str, sought: str
) -> None:
    add(filled, name)
    assert names(filled, RunQuery(text=sought)) == [name]


def test_a_run_is_found_by_the_start_of_its_id(filled: Store) -> None:
    run = filled.runs.find(EVERY_RUN)[2]
    assert filled.runs.find(RunQuery(text=run.id[:5])) == [run]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("newest", ["epsilon", "100% delta", "gamma_1", "Beta", "alpha"]),
        ("oldest", ["alpha", "Beta", "gamma_1", "100% delta", "epsilon"]),
        ("name", ["100% delta", "alpha", "Beta", "epsilon", "gamma_1"]),
        ("accuracy", ["gamma_1", "Beta", "epsilon", "100% delta", "alpha"]),
    ],
)
def test_a_list_has_an_order(filled: Store, order: str, found: list[str]) -> None:
    assert names(filled, RunQuery(order=order, limit=None)) == found  # type: ignore[arg-type]


def test_a_page_is_a_part_of_the_list(filled: Store) -> None:
    assert names(filled, RunQuery(order="oldest", limit=2, offset=1)) == ["Beta", "gamma_1"]
    assert names(filled, RunQuery(order="oldest", limit=2, offset=4)) == ["epsilon"]
    assert filled.runs.count(RunQuery(limit=2, offset=4)) == 5


def test_those_ahead_are_what_trains_and_what_starts_before(filled: Store) -> None:
    ahead = {run.name: filled.runs.count_ahead(run) for run in filled.runs.find(EVERY_RUN)}
    assert (ahead["epsilon"], ahead["100% delta"], ahead["alpha"]) == (0, 1, 2)


CHANGES: dict[str, Callable[[Store, Run], object]] = {
    "a new run": lambda store, run: store.runs.add(manifest(), "Net"),
    "a name": lambda store, run: store.runs.rename(run.id, "Other"),
    "a start": lambda store, run: store.runs.start(run.id),
    "an end": lambda store, run: store.runs.end(run.id, State.STOPPED, text("So it is.")),
    "an epoch": lambda store, run: store.runs.set_kept_epochs(run.id, {1: "0" * 64}),
    "a silence": lambda store, run: store.runs.set_stalled(run.id, True),
    "a model": lambda store, run: store.runs.set_model(run.id, "0" * 64, 0.9),
    "a person's name": lambda store, run: store.people.remember(Person("ada", "Ada")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_number_of_changes_is_another_one_after_each(store: Store, what: str) -> None:
    run = store.runs.add(manifest(), "Net")
    before = store.runs.changes()
    CHANGES[what](store, run)
    assert store.runs.changes() > before


def test_a_deletion_is_a_change_and_a_look_or_a_point_on_a_curve_is_none(store: Store) -> None:
    run = store.runs.add(manifest(), "Net")
    store.runs.end(run.id, State.STOPPED)
    before = store.runs.changes()
    store.runs.find(EVERY_RUN)
    store.events.add(run.id, 1, [(0, batch_event(0.5))])
    assert store.runs.changes() == before
    store.runs.delete(run.id)
    assert store.runs.changes() > before
