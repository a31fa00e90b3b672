"""A change at the runner, with an engine that trains nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.engine.messages import Failed, Saved, Told
from core.engine.recovery import settle
from core.jobs.specs import Train
from core.lab import Lab as RealLab
from core.models.settings import RecipeError
from core.names import WishError
from core.runs.change import AskedChange, TakenChange
from core.runs.changing import checked_change
from core.runs.commands import Pause
from core.runs.events import ChangeEvent
from core.runs.origin import TrialOrigin
from core.runs.run import DIVERGED, CannotResumeError, Run
from core.runs.state import State
from core.text import text
from core.trainer import Trainer
from core.training_acts import TrainingActs
from tests.core.engine.fake_engine import done
from tests.core.engine.test_runner import Lab


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.setattr("core.lab.ensure_runner", lambda home: None)
    return Lab(tmp_path)


def acts(lab: Lab, person: str = "ada") -> TrainingActs:
    return TrainingActs(Trainer(RealLab(lab.home), person))


def taken(lab: Lab, key: str, asked: AskedChange, after: int = 1) -> Told:
    """What a training tells when it takes a change."""
    event = ChangeEvent(
        kind="change",
        command=asked.command,
        after=after,
        learning_rate=asked.learning_rate,
        epochs=asked.epochs,
    )
    return Told(key, 7, event)


def rounds(lab: Lab, *messages: Told | Saved) -> None:
    lab.engine.messages = list(messages)
    for _ in range(2):
        lab.runner.tick(0)


def ended(lab: Lab, epochs: int = 2, stopped: bool = False) -> Run:
    """A run that has ended after some of its two epochs."""
    run, key = lab.start()
    if stopped:
        lab.store.commands.add(Pause(run=run.id), "ada")
        lab.runner.tick(0)
    lab.engine.messages = [Saved(key, epochs, b"keras"), done(key, epochs=epochs, stopped=stopped)]
    lab.runner.tick(0)
    return lab.store.runs.get(run.id)


def test_a_training_is_asked_once_and_what_it_tells_is_written_into_the_run(lab: Lab) -> None:
    run, key = lab.start()
    acts(lab).change(run.id, learning_rate=0.0005)
    rounds(lab)
    ((asked_key, asked),) = lab.engine.changed
    assert (asked_key, asked.learning_rate, asked.epochs) == (key, 0.0005, None)
    assert lab.store.runs.get(run.id).manifest == run.manifest  # it counts when the training says so
    rounds(lab, taken(lab, key, asked), taken(lab, key, asked))
    manifest = lab.store.runs.get(run.id).manifest
    assert manifest.changes == (TakenChange(after=1, learning_rate=0.0005),)
    assert json.loads((lab.folder(run).path / "config.json").read_text())["changes"][0]["after"] == 1
    assert "Changed after epoch 1: learning rate 0.0005." in (lab.folder(run).path / "log.txt").read_text()
    assert lab.store.commands.open() == []
    assert len(lab.engine.changed) == 1


def test_a_change_that_came_with_the_end_alone_is_kept_once(lab: Lab) -> None:
    run, key = lab.start()
    acts(lab).change(run.id, epochs=5)
    lab.runner.tick(0)
    told = taken(lab, key, lab.engine.changed[0][1])
    lab.engine.messages = [done(key, epochs=5, events=((7, told.event),))]
    lab.runner.tick(0)
    run = lab.store.runs.get(run.id)
    assert (run.state, run.manifest.epochs, len(run.manifest.changes)) == (State.FINISHED, 5, 1)


def test_a_run_that_finished_before_it_heard_of_more_epochs_goes_on(lab: Lab) -> None:
    run, key = lab.start()
    acts(lab).change(run.id, epochs=5)
    rounds(lab)
    lab.engine.messages = [Saved(key, 2, b"two"), done(key, epochs=2)]
    lab.runner.tick(0)
    lab.runner.tick(0)
    run = lab.store.runs.get(run.id)
    assert (run.state, run.attempt, run.manifest.epochs) == (State.RUNNING, 2, 5)
    assert lab.engine.submitted[f"{run.id}-2"].job == Train(run=run.id, manifest=run.manifest)


def test_a_change_that_a_dead_runner_left_behind_counts_after_the_last_epoch(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"one")]
    lab.runner.tick(0)
    acts(lab).change(run.id, learning_rate=0.0005)
    lab.runner.tick(0)
    settle(lab.home, lab.store)
    lab = Lab(lab.home, slots=2)  # one for the model of the last checkpoint
    acts(lab).resume(run.id)
    lab.runner.tick(0)
    run = lab.store.runs.get(run.id)
    assert run.manifest.changes == (TakenChange(after=1, learning_rate=0.0005),)
    assert lab.engine.submitted[f"{run.id}-2"].job == Train(run=run.id, manifest=run.manifest)


def test_a_run_that_waits_is_changed_at_once(lab: Lab) -> None:
    run = lab.queue()
    acts(lab).change(run.id, learning_rate=0.0005, epochs=7)
    manifest = lab.store.runs.get(run.id).manifest
    assert manifest.changes == (TakenChange(after=0, learning_rate=0.0005, epochs=7),)
    assert lab.store.commands.open() == []


def test_a_trial_of_a_sweep_keeps_its_settings(lab: Lab) -> None:
    run = lab.queue()
    trial = run.manifest.model_copy(update={"origin": TrialOrigin(preset="quick", sweep="abcdefgh", trial=1)})
    with pytest.raises(WishError, match="is a trial of a sweep and keeps its settings; fork it instead"):
        checked_change(replace(run, manifest=trial), 0.001, None)


def test_a_paused_run_is_changed_and_stays_paused(lab: Lab) -> None:
    run = ended(lab, epochs=1, stopped=True)
    acts(lab).change(run.id, epochs=9)
    run = lab.store.runs.get(run.id)
    assert (run.state, run.manifest.epochs, run.can_resume) == (State.PAUSED, 9, True)


def test_a_finished_run_with_more_epochs_goes_on_and_its_model_can_be_used(lab: Lab) -> None:
    run = ended(lab)
    acts(lab).change(run.id, epochs=3)
    waiting = lab.store.runs.get(run.id)
    assert (waiting.state, waiting.can_predict) == (State.QUEUED, True)
    lab.runner.tick(0)
    assert lab.engine.submitted[f"{run.id}-2"].file == b"keras"
    assert [each.command.kind for each in lab.store.commands.given(run.id)] == ["change"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"epochs": 2}, "above 2, for so many are trained; you entered 2"),
        ({"epochs": 5_000}, "at most 1,000; you entered 5000"),
        ({"learning_rate": 0.0}, "above 0; you entered 0"),
        ({"learning_rate": 0.1}, "add epochs for a new learning rate to count"),
        ({"learning_rate": 0.006}, "This is how Net 1 is trained already"),
        ({}, "This is how Net 1 is trained already"),
    ],
)
def test_what_would_come_to_nothing_is_refused_in_a_sentence(
    lab: Lab, wish: dict[str, float], sentence: str
) -> None:
    run = ended(lab)
    with pytest.raises((RecipeError, WishError), match=sentence):
        acts(lab).change(run.id, **wish)  # type: ignore[arg-type]
    assert lab.store.runs.get(run.id) == run
    assert lab.store.commands.given(run.id) == []


def test_of_two_who_change_a_training_one_reads_that_somebody_was_quicker(lab: Lab) -> None:
    run, _ = lab.start()
    acts(lab).change(run.id, learning_rate=0.0005)
    with pytest.raises(WishError, match="Somebody else has just changed Net 1"):
        acts(lab, "bob").change(run.id, learning_rate=0.1)
    acts(lab).change(run.id, epochs=4)  # whoever asked may ask for more
    assert [each.person.id for each in lab.store.commands.given(run.id)] == ["ada", "ada"]


def test_of_two_who_change_a_finished_run_one_reads_that_somebody_was_quicker(lab: Lab) -> None:
    run = ended(lab)
    acts(lab).change(run.id, epochs=3, seen=0)
    with pytest.raises(WishError, match="Somebody else has just changed Net 1"):
        acts(lab, "bob").change(run.id, epochs=4, seen=0)


def diverged(lab: Lab) -> Run:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"one"), Failed(key, text(DIVERGED, value="NaN", epoch=2))]
    lab.runner.tick(0)
    return lab.store.runs.get(run.id)


def test_a_run_that_diverged_goes_on_only_with_a_lower_learning_rate(lab: Lab) -> None:
    run = diverged(lab)
    assert run.has_diverged
    assert not run.can_resume
    with pytest.raises(CannotResumeError, match="would explode again; give it a lower learning rate"):
        acts(lab).resume(run.id)
    for wish in ({"learning_rate": 0.1}, {"epochs": 5}):
        with pytest.raises(WishError, match=r"exploded with learning rate 0\.006; enter a lower one"):
            acts(lab).change(run.id, **wish)
    acts(lab).change(run.id, learning_rate=0.0001)
    lab.engine.capacity = 2  # one for the model of the last checkpoint
    lab.runner.tick(0)
    assert lab.engine.submitted[f"{run.id}-2"].file == b"one"
