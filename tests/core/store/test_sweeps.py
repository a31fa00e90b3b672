"""The store keeps sweeps and their trials."""

from pathlib import Path

import pytest

from core.home import DamagedStoreError
from core.models.presets import PRESETS
from core.person import Person
from core.runs.draft import draft_of
from core.runs.origin import TrialOrigin
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.store.repair import connect_trial, forget_damaged_sweeps, forget_runs, stop_sweeps
from core.store.store import Store
from core.sweeps.reading import read_space
from core.sweeps.specification import SweepSpec, specify_sweep
from core.sweeps.sweep import Sweep, SweepState, UnknownSweepError
from core.sweeps.trial import Trial
from core.text import text
from tests.keeping import store
from tests.making import DAY, epoch_event

VALUES = {"batch_size": 32}


def specification(trials: int = 4) -> SweepSpec:
    space = read_space({"batch_size": "32,64,128,256"})
    return specify_sweep(draft_of(PRESETS["quick"], epochs=2), space, trials=trials, sampler="random")


def add_trial(kept: Store, sweep: Sweep, number: int) -> Run | None:
    draft = sweep.spec.draft(sweep.id, number, VALUES)
    return kept.sweeps.add_trial(
        sweep.id, number, VALUES, draft.manifest(person=sweep.owner.id, created=DAY, versions={})
    )


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return store(tmp_path)


def test_a_sweep_is_found_again_with_its_owner_of_today(kept: Store) -> None:
    sweep = kept.sweeps.add(specification(), "ada")
    kept.people.remember(Person("ada", "Ada"))
    found = kept.sweeps.get(sweep.id)
    assert (found.name, found.owner, found.spec) == ("Sweep 1", Person("ada", "Ada"), specification())
    assert found.is_running
    second = kept.sweeps.add(specification(), "bob")
    assert [each.id for each in kept.sweeps.all(10)] == [second.id, sweep.id]
    assert [each.id for each in kept.sweeps.running()] == [sweep.id, second.id]
    assert kept.sweeps.count_running("bob") == 1


def test_an_unknown_sweep_gets_a_sentence(kept: Store) -> None:
    with pytest.raises(UnknownSweepError, match="There is no sweep 'abcdefgh' here"):
        kept.sweeps.get("abcdefgh")


def test_a_trial_is_a_run_that_says_where_it_comes_from(kept: Store) -> None:
    sweep = kept.sweeps.add(specification(), "ada")
    run = add_trial(kept, sweep, 1)
    assert run is not None
    assert run.name == "Sweep 1 trial 1"
    assert run.manifest.origin == TrialOrigin(preset="quick", sweep=sweep.id, trial=1)
    found = kept.sweeps.sweep_of_run(run.id)
    assert found == (sweep, 1)
    attempt = kept.runs.start(run.id)
    kept.events.add(run.id, attempt, enumerate([epoch_event(1), epoch_event(2, partial=True)]))
    (trial,) = kept.sweeps.trials(sweep.id)
    assert trial == Trial(1, VALUES, run.id, run.name, State.RUNNING, scores=(0.92,), uses_best=True)
    assert (trial.accuracy, trial.status, trial.is_live) == (0.92, "Running", True)


def test_a_trial_whose_run_is_deleted_still_counts(kept: Store) -> None:
    sweep = kept.sweeps.add(specification(), "ada")
    run = add_trial(kept, sweep, 1)
    assert run is not None
    kept.runs.take_back(run.id)
    kept.runs.delete(run.id)
    (trial,) = kept.sweeps.trials(sweep.id)
    assert (trial, trial.status) == (Trial(1, VALUES), "Deleted")


def test_a_sweep_that_was_stopped_gets_no_further_trial_and_ends_once(kept: Store) -> None:
    sweep = kept.sweeps.add(specification(), "ada")
    assert kept.sweeps.end(sweep.id, SweepState.STOPPED, text("Enough."))
    assert not kept.sweeps.end(sweep.id, SweepState.COMPLETED)
    assert add_trial(kept, sweep, 1) is None
    assert kept.runs.count(RunQuery()) == 0
    ended = kept.sweeps.get(sweep.id)
    assert (ended.state, str(ended.reason)) == (SweepState.STOPPED, "Enough.")
    assert not kept.sweeps.any_running()


def test_a_sweep_that_was_deleted_gets_no_further_trial(kept: Store) -> None:
    sweep = kept.sweeps.add(specification(), "ada")
    kept.sweeps.delete(sweep.id)
    assert add_trial(kept, sweep, 1) is None
    assert kept.runs.count(RunQuery()) == 0


def test_a_trial_number_is_given_once(kept: Store) -> None:
    sweep = kept.sweeps.add(specification(), "ada")
    add_trial(kept, sweep, 1)
    with pytest.raises(Exception, match="UNIQUE"):
        add_trial(kept, sweep, 1)
    assert len(kept.sweeps.trials(sweep.id)) == 1


def test_each_change_of_a_sweep_is_counted(kept: Store) -> None:
    before = kept.runs.changes()
    sweep = kept.sweeps.add(specification(), "ada")
    added = kept.runs.changes()
    kept.sweeps.rename(sweep.id, "Rates")
    assert before < added < kept.runs.changes()
    assert kept.sweeps.get(sweep.id).name == "Rates"


@pytest.mark.parametrize(
    ("column", "content"),
    [
        ("sweep SET specification", "{"),
        ("trial SET settings", "{"),
        ("trial SET settings", "[]"),
        ("trial SET settings", "null"),
        ("trial SET settings", "{}"),
        ("trial SET settings", '{"batch_size": [32]}'),
        ("trial SET settings", '{"batch_size": 32, "colour": 1}'),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_the_repair_removes_its_sweep_alone(
    kept: Store, column: str, content: str
) -> None:
    sweep = kept.sweeps.add(specification(), "ada")
    run = add_trial(kept, sweep, 1)
    assert run is not None
    kept.database.change(f"UPDATE {column} = ?", (content,))
    whole = kept.sweeps.add(specification(), "ada")
    with pytest.raises(DamagedStoreError, match="is damaged at"):
        kept.sweeps.trials(sweep.id)
    assert forget_damaged_sweeps(kept.database) == 1
    assert [each.id for each in kept.sweeps.all(10)] == [whole.id]
    assert kept.runs.get(run.id) == run


def test_a_restored_run_is_the_trial_that_it_was(kept: Store) -> None:
    sweep = kept.sweeps.add(specification(), "ada")
    run = add_trial(kept, sweep, 1)
    assert run is not None
    forget_runs(kept.database, [run.id])
    assert kept.sweeps.trials(sweep.id)[0].run is None
    kept.runs.restore(run, [], {})
    connect_trial(kept.database, run)
    assert kept.sweeps.trials(sweep.id)[0].run == run.id


def test_the_sweeps_of_a_backup_are_stopped_with_the_reason(kept: Store) -> None:
    sweep = kept.sweeps.add(specification(), "ada")
    stop_sweeps(kept.database, text("Restored."))
    found = kept.sweeps.get(sweep.id)
    assert (found.state, str(found.reason)) == (SweepState.STOPPED, "Restored.")
