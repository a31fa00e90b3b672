"""Whose run is next."""

from pathlib import Path

import pytest

from core.engine.queue import check_queue, next_in_line
from core.engine.slots import MOST_ACTIVE, MOST_QUEUED, SlotsError, training_slots
from core.names import WishError
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import LIVE, State
from core.store.store import Store
from tests.making import manifest


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lab.db")


def queue(store: Store, person: str, clock: list[float] = [0.0]) -> Run:  # noqa: B006 -- a clock for all
    """A run of a person, put into the queue later than all before it."""
    run = store.runs.add(manifest(person=person), "Net")
    clock[0] += 1
    store.database.change("UPDATE run SET queued = ? WHERE id = ?", (clock[0], run.id))
    return store.runs.get(run.id)


def start_next(store: Store) -> Run | None:
    """Starts whichever run is next."""
    run = next_in_line(store, "training")
    assert run is None or isinstance(run, Run)
    if run is not None:
        store.runs.start(run.id)
    return run


def owners(store: Store, count: int) -> list[str]:
    """Whose runs start, one after the other."""
    return [run.owner.id for _ in range(count) if (run := start_next(store))]


def test_what_waits_longest_is_next(store: Store) -> None:
    first, second = queue(store, "ada"), queue(store, "bob")
    assert [start_next(store), start_next(store)] == [first, second]


def test_who_has_the_fewest_trainings_comes_first(store: Store) -> None:
    for person in ("ada", "ada", "ada", "bob", "eve"):
        queue(store, person)
    assert owners(store, 4) == ["ada", "bob", "eve", "ada"]


def test_with_one_slot_people_take_turns(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000.0]
    monkeypatch.setattr("core.store.runs.time.time", lambda: clock[0])
    for person in ("ada", "ada", "ada", "bob", "bob", "eve"):
        queue(store, person)
    started = []
    while run := start_next(store):
        started.append(run.owner.id)
        clock[0] += 1
        store.runs.end(run.id, State.FINISHED)
    assert started == ["ada", "bob", "eve", "ada", "bob", "ada"]


def test_nobody_has_more_than_two_trainings_though_a_slot_is_free(store: Store) -> None:
    for _ in range(MOST_ACTIVE + 1):
        queue(store, "ada")
    assert owners(store, MOST_ACTIVE + 1) == ["ada"] * MOST_ACTIVE
    assert next_in_line(store, "training") is None
    bob = queue(store, "bob")
    assert start_next(store) == bob


def test_a_place_in_the_queue_is_that_in_which_runs_start(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_000.0]
    monkeypatch.setattr("core.store.runs.time.time", lambda: clock[0])
    for person in ("ada", "ada", "bob", "ada", "bob"):
        queue(store, person)
    running = start_next(store)
    line = store.runs.find(RunQuery(states=tuple(LIVE), order="waiting"))
    assert [store.runs.count_ahead(run) for run in line] == list(range(5))
    started = []
    while running:
        started.append(running.id)
        clock[0] += 1
        store.runs.end(running.id, State.FINISHED)
        running = start_next(store)
    assert started == [run.id for run in line]


def test_a_person_has_so_many_runs_in_the_queue_and_no_more(store: Store) -> None:
    for _ in range(MOST_QUEUED):
        check_queue(store, "ada")
        queue(store, "ada")
    with pytest.raises(WishError, match="20 of your runs are in the queue; wait, or stop some of them"):
        check_queue(store, "ada")
    check_queue(store, "bob")


@pytest.mark.parametrize(("cores", "slots"), [(1, 1), (2, 1), (3, 1), (4, 2), (128, 2)])
def test_few_cores_do_one_training_at_a_time(cores: int, slots: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIGIT_LAB_SLOTS", raising=False)
    monkeypatch.setattr("core.engine.slots.usable_cores", lambda: cores)
    assert training_slots() == slots


def test_the_setting_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_LAB_SLOTS", "3")
    assert training_slots() == 3


@pytest.mark.parametrize("written", ["0", "-1", "17", "2.5", "two", "٣x"])
def test_a_setting_that_is_no_number_of_trainings_is_named(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGIT_LAB_SLOTS", written)
    with pytest.raises(SlotsError, match="set it to a whole number from 1 to 16"):
        training_slots()
