"""With which runs one compares a run."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.lab import Lab
from core.models.presets import PRESETS
from core.reference_runs import best_run, previous_run
from core.runs.draft import draft_of
from core.runs.events import EpochEvent
from core.runs.run import Run
from core.runs.state import State
from tests.making import DAY, epoch_event

Made = list[Run]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def run_of(
    lab: Lab,
    *accuracies: float,
    preset: str = "quick",
    person: str = "ada",
    dataset: str = "mnist",
    hour: int = 0,
) -> Run:
    """A run that has ended, with the validation accuracy of each of its epochs."""
    draft = draft_of(PRESETS[preset]).model_copy(update={"dataset": dataset})
    made = draft.manifest(person=person, created=DAY + timedelta(hours=hour), versions={})
    runs = lab.store.runs
    with lab.store.transaction():
        run = runs.add(made, "Net")
        lab.store.events.add(run.id, runs.start(run.id), enumerate(map(_epoch, range(1, 9), accuracies)))
        if accuracies:
            runs.set_kept_epochs(run.id, {len(accuracies): "0" * 64})
        runs.end(run.id, State.STOPPED)
    return runs.get(run.id)


def _epoch(number: int, accuracy: float) -> EpochEvent:
    event = epoch_event(number)
    event["val_accuracy"] = accuracy
    return event


def test_without_runs_there_is_no_best_one(lab: Lab) -> None:
    assert best_run(lab, "mnist") is None


def test_the_best_run_has_the_most_accurate_epoch_on_validation(lab: Lab) -> None:
    run_of(lab, 0.97, 0.98)
    best = run_of(lab, 0.99, 0.95)
    run_of(lab, 0.985, 0.985)
    assert best_run(lab, "mnist") == best


def test_an_epoch_that_was_stopped_on_its_way_is_not_the_best(lab: Lab) -> None:
    best, stopped = run_of(lab, 0.98), run_of(lab, 0.97)
    lab.store.events.add(stopped.id, 1, [(9, {**_epoch(2, 0.99), "partial": True})])
    assert best_run(lab, "mnist") == best


def test_who_validates_on_test_or_on_nothing_is_never_the_best(lab: Lab) -> None:
    run_of(lab, 0.999, preset="tutorial-dense-adam")
    assert best_run(lab, "mnist") is None
    best = run_of(lab, 0.9)
    assert best_run(lab, "mnist") == best


def test_each_data_set_has_its_own(lab: Lab) -> None:
    run_of(lab, 0.99)
    other = run_of(lab, 0.8, dataset="letters")
    assert best_run(lab, "letters") == other


def test_an_accuracy_that_is_no_number_decides_nothing(lab: Lab) -> None:
    run_of(lab, float("nan"))
    assert best_run(lab, "mnist") is None


def test_the_previous_run_is_the_last_one_of_its_owner_before_it(lab: Lab) -> None:
    run_of(lab, 0.9, hour=1)
    before = run_of(lab, 0.9, hour=2)
    run_of(lab, 0.9, person="ben", hour=3)
    run_of(lab, 0.9, dataset="letters", hour=4)
    run_of(lab, hour=5)  # has no epoch
    run = run_of(lab, 0.9, hour=6)
    run_of(lab, 0.9, hour=7)
    assert previous_run(lab, run) == before


def test_the_first_run_has_none_before_it(lab: Lab) -> None:
    assert previous_run(lab, run_of(lab, 0.9)) is None
