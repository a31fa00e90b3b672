"""The table of timings, and the one that waits."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.jobs.record import JobState
from core.jobs.specs import Time
from core.models.presets import PRESETS
from core.runs.timing import Timing
from core.store.store import Store
from tests.keeping import store as open_store

TIMING = Timing(start=2.0, short_batch=0.5, image=1e-4, epoch=0.25, validated_image=2e-5)


def timing_of(preset: str, machine: str = "here", **changes: object) -> Time:
    found = PRESETS[preset]
    return Time.of(found.model, found.recipe.model_copy(update=changes), 10, machine)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


def test_a_timing_is_found_again_by_all_recipes_that_take_as_long(store: Store) -> None:
    store.timings.keep(timing_of("quick"), TIMING)
    assert store.timings.of(timing_of("quick", epochs=30, seed=9)) == TIMING
    assert store.timings.of(timing_of("quick", batch_size=32)) is None
    assert store.timings.of(timing_of("accurate")) is None


def test_a_timing_of_another_machine_says_nothing_here(store: Store) -> None:
    store.timings.keep(timing_of("quick", machine="there"), TIMING)
    assert store.timings.of(timing_of("quick")) is None


def test_what_is_timed_anew_takes_the_place_of_what_was_timed_before(store: Store) -> None:
    slower = replace(TIMING, image=1.0)
    for timing in (TIMING, slower):
        store.timings.keep(timing_of("quick"), timing)
    assert store.timings.of(timing_of("quick")) == slower


def test_the_oldest_timing_makes_room(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.timings.MOST_KEPT", 2)
    clock = iter([1.0, 2.0, 3.0])
    monkeypatch.setattr("core.store.timings.time.time", lambda: next(clock))
    for preset in ("quick", "accurate", "robust"):
        store.timings.keep(timing_of(preset), TIMING)
    kept = [store.timings.of(timing_of(preset)) for preset in ("quick", "accurate", "robust")]
    assert kept == [None, TIMING, TIMING]


def test_pages_are_told_of_a_timing(store: Store) -> None:
    before = store.runs.changes()
    store.timings.keep(timing_of("quick"), TIMING)
    assert store.runs.changes() > before


def test_at_most_one_timing_waits_and_the_last_wish_counts(store: Store) -> None:
    for preset in ("quick", "accurate", "robust", "robust"):
        store.timings.ask(timing_of(preset), "ada")
    waiting = store.timings.waiting()
    assert waiting is not None
    assert waiting.spec == timing_of("robust")
    assert store.jobs.find(timing_of("quick")) is None


def test_a_timing_that_runs_goes_on_beside_one_that_waits(store: Store) -> None:
    store.timings.ask(timing_of("quick"), "ada")
    running = store.timings.waiting()
    assert running is not None
    store.jobs.start(running.id)
    store.timings.ask(timing_of("robust"), "ada")
    store.timings.ask(timing_of("quick"), "ada")
    assert store.jobs.get(running.id).state is JobState.RUNNING
    assert store.timings.is_any_running()
    waiting = store.timings.waiting()
    assert waiting is not None
    assert waiting.spec == timing_of("robust")


def test_a_timing_that_failed_is_not_tried_again_and_one_that_made_way_is(store: Store) -> None:
    for state, is_waiting in ((JobState.FAILED, False), (JobState.CANCELLED, True)):
        store.timings.drop()
        store.timings.ask(timing_of("quick"), "ada")
        waiting = store.timings.waiting()
        assert waiting is not None
        store.jobs.start(waiting.id)
        store.jobs.end(waiting.id, state)
        store.timings.ask(timing_of("quick"), "ada")
        assert (store.timings.waiting() is not None) is is_waiting
