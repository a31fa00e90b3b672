"""What a person does with sweeps, and how far they are."""

from pathlib import Path

import pytest

import core.lab
import core.sweep_acts
from core.lab import Lab
from core.models.presets import PRESETS
from core.names import WishError
from core.permissions import NotAllowedError
from core.runs.draft import draft_of
from core.runs.state import State
from core.sweep_acts import MOST_RUNNING, SweepActs
from core.sweep_reports import find_sweep, report, seconds_together, status_of, sweep_of_run, sweeps
from core.sweeps.reading import read_space
from core.sweeps.specification import SweepSpec, specify_sweep
from core.sweeps.sweep import Sweep, SweepState, UnknownSweepError
from core.trainer import Trainer
from core.training_acts import TrainingActs
from tests.making import DAY, epoch_event


@pytest.fixture
def acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SweepActs:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    return SweepActs(Trainer(Lab(tmp_path), "ada"))


def specification(trials: int = 4, drawing_weight: int = 0) -> SweepSpec:
    draft = draft_of(PRESETS["quick"], epochs=2, drawing_weight=drawing_weight)
    return specify_sweep(draft, read_space({"learning_rate": "0.001..0.01"}), trials=trials)


def add_trial(lab: Lab, sweep: Sweep, rate: float, *accuracies: float, state: State | None = None) -> str:
    """A trial that waits, or has got as far as its accuracies and has ended in a state."""
    number = len(lab.store.sweeps.trials(sweep.id)) + 1
    draft = sweep.spec.draft(sweep.id, number, {"learning_rate": rate})
    made = draft.manifest(person="ada", created=DAY, versions={})
    run = lab.store.sweeps.add_trial(sweep.id, number, {"learning_rate": rate}, made)
    assert run is not None
    if state is not None:
        epochs = [epoch_event(each) for each in range(1, len(accuracies) + 1)]
        for epoch, accuracy in zip(epochs, accuracies, strict=True):
            epoch["val_accuracy"] = accuracy
        lab.store.events.add(run.id, lab.store.runs.start(run.id), enumerate(epochs))
        lab.store.runs.set_model(run.id, "0" * 64, 0.9, len(accuracies))
        lab.store.runs.end(run.id, state)
    return run.id


def test_a_sweep_belongs_to_whoever_started_it(acts: SweepActs, tmp_path: Path) -> None:
    sweep = acts.start(specification())
    assert sweep.owner.id == "ada"
    assert sweeps(Lab(tmp_path)) == [sweep]
    assert find_sweep(Lab(tmp_path), "23456789") is None


def test_stopping_a_sweep_stops_its_trials_too(acts: SweepActs, tmp_path: Path) -> None:
    lab, sweep = Lab(tmp_path), acts.start(specification())
    waiting = add_trial(lab, sweep, 0.002)
    acts.stop(sweep.id)
    assert find_sweep(lab, sweep.id) != sweep
    assert lab.is_stopping(lab.run(waiting))
    assert sweep_of_run(lab, waiting) == (lab.store.sweeps.get(sweep.id), 1)


def test_pausing_a_sweep_asks_its_trials_to_pause_and_resuming_has_them_wait_again(
    acts: SweepActs, tmp_path: Path
) -> None:
    lab, sweep = Lab(tmp_path), acts.start(specification())
    done = add_trial(lab, sweep, 0.001, 0.90, state=State.FINISHED)
    trains, waits = add_trial(lab, sweep, 0.002), add_trial(lab, sweep, 0.003)
    lab.store.runs.start(trains)
    acts.pause(sweep.id)
    assert lab.store.sweeps.get(sweep.id).is_paused
    assert lab.is_pausing(lab.run(trains))
    assert report(lab, sweep.id).status == status_of(lab, lab.store.sweeps.get(sweep.id)) == "Pausing"
    with pytest.raises(WishError, match="is still pausing; resume it when its trials have paused"):
        acts.resume(sweep.id)
    lab.store.runs.pause_waiting(waits)
    lab.store.runs.end(trains, State.PAUSED)
    found = report(lab, sweep.id)
    assert (found.status, found.ended, found.count(State.PAUSED)) == ("Paused", 1, 2)
    acts.resume(sweep.id)
    assert report(lab, sweep.id).status == "Running"
    assert lab.store.sweeps.get(sweep.id).is_running
    states = [lab.run(each).state for each in (done, trains, waits)]
    assert states == [State.FINISHED, State.QUEUED, State.QUEUED]
    assert not any(trial.was_resumed for trial in lab.store.sweeps.trials(sweep.id)), "they can be pruned"


def test_a_trial_that_somebody_has_go_on_while_its_sweep_is_paused_does_not_hold_the_sweep_up(
    acts: SweepActs, tmp_path: Path
) -> None:
    lab, sweep = Lab(tmp_path), acts.start(specification())
    run = add_trial(lab, sweep, 0.002)
    acts.pause(sweep.id)
    lab.store.runs.pause_waiting(run)
    TrainingActs(Trainer(lab, "ada")).resume(run)
    acts.resume(sweep.id)
    assert report(lab, sweep.id).status == "Running"


def test_only_a_sweep_that_runs_pauses_and_only_a_paused_one_goes_on(acts: SweepActs) -> None:
    sweep = acts.start(specification())
    with pytest.raises(WishError, match="Sweep 1 is not paused"):
        acts.resume(sweep.id)
    acts.pause(sweep.id)
    with pytest.raises(WishError, match="Sweep 1 is not running"):
        acts.pause(sweep.id)
    acts.stop(sweep.id)
    with pytest.raises(WishError, match="Sweep 1 is not paused"):
        acts.resume(sweep.id)


def test_a_sweep_is_deleted_with_its_runs_or_without(acts: SweepActs, tmp_path: Path) -> None:
    lab, sweep = Lab(tmp_path), acts.start(specification())
    first, other = add_trial(lab, sweep, 0.001, 0.9, state=State.FINISHED), acts.start(specification())
    kept = add_trial(lab, other, 0.001, 0.9, state=State.FINISHED)
    with pytest.raises(WishError, match="stop it before you delete it"):
        acts.delete(sweep.id)
    for each in (sweep, other):
        acts.stop(each.id)
        acts.delete(each.id, keeps_runs=each is other)
    assert sweeps(lab) == []
    assert lab.find_run(first) is None
    assert lab.find_run(kept) is not None
    assert sweep_of_run(lab, kept) is None


def test_the_trials_of_a_sweep_learn_no_drawings(acts: SweepActs, tmp_path: Path) -> None:
    with pytest.raises(WishError, match="learn no drawings; set the weight of each drawing to 0"):
        acts.start(specification(drawing_weight=20))
    assert sweeps(Lab(tmp_path)) == []


def test_a_person_has_a_few_sweeps_running_at_most(acts: SweepActs) -> None:
    for _ in range(MOST_RUNNING):
        acts.start(specification())
    with pytest.raises(WishError, match="5 of your sweeps are running"):
        acts.start(specification())


def test_a_sweep_gets_another_name_unless_that_is_none(acts: SweepActs, tmp_path: Path) -> None:
    sweep = acts.start(specification())
    acts.rename(sweep.id, "  Rates  of Ada ")
    assert report(Lab(tmp_path), sweep.id).sweep.name == "Rates of Ada"
    with pytest.raises(WishError, match="A name has 1 to 60"):
        acts.rename(sweep.id, " ")
    with pytest.raises(UnknownSweepError):
        acts.rename("23456789", "Rates")


def test_each_act_asks_first(acts: SweepActs, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = acts.start(specification())
    monkeypatch.setattr("core.trainer.allow", lambda person, action, subject: False)
    for act in (
        lambda: acts.start(specification()),
        lambda: acts.stop(sweep.id),
        lambda: acts.rename(sweep.id, "Rates"),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_the_best_trial_has_the_most_accurate_model_on_validation(acts: SweepActs, tmp_path: Path) -> None:
    lab, sweep = Lab(tmp_path), acts.start(specification())
    add_trial(lab, sweep, 0.001, 0.99, 0.90, state=State.FINISHED)
    add_trial(lab, sweep, 0.002, 0.93, 0.95, state=State.FINISHED)
    add_trial(lab, sweep, 0.003, state=State.FAILED)
    add_trial(lab, sweep, 0.004)
    found = report(lab, sweep.id)
    assert found.best is not None
    assert (found.best.number, found.best.accuracy) == (1, 0.99)  # of its best epoch
    assert (found.ended, found.count(State.QUEUED)) == (3, 1)


def test_the_time_left_falls_with_each_trial_and_ends_with_the_sweep(acts: SweepActs, tmp_path: Path) -> None:
    lab, sweep = Lab(tmp_path), acts.start(specification(trials=3))
    at_first = report(lab, sweep.id).seconds_left
    add_trial(lab, sweep, 0.001, 0.9, 0.9, state=State.STOPPED)
    then = report(lab, sweep.id).seconds_left
    assert at_first is not None
    assert then is not None
    assert 0 < then < at_first
    lab.store.sweeps.end(sweep.id, SweepState.COMPLETED)
    assert report(lab, sweep.id).seconds_left is None


@pytest.mark.parametrize(("trials", "seconds"), [(20, 100), (2, 100), (1, 200), (0, 200)])
def test_trials_share_the_time_among_as_many_as_may_train_at_once(
    monkeypatch: pytest.MonkeyPatch, trials: int, seconds: float
) -> None:
    monkeypatch.setattr("core.sweep_reports.trials_at_once", lambda: 2)
    assert seconds_together(200, trials) == seconds
