"""Pause and Resume at the runner, with an engine that trains nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.engine.messages import Done, Failed, Saved, Told
from core.engine.model_files import keep_outcome
from core.engine.recovery import settle
from core.jobs.specs import Finish, Train
from core.lab import Lab as RealLab
from core.runs.commands import NEVER_STARTED, TAKEN_BACK, Pause, Stop
from core.runs.run import CannotResumeError, Run
from core.runs.state import RESUMABLE, State
from core.store.runs import Runs
from core.text import text
from core.trainer import Trainer
from core.training.outcome import Outcome
from core.training_acts import TrainingActs
from tests.core.engine.fake_engine import done
from tests.core.engine.test_runner import Lab
from tests.making import epoch_event, manifest

EPOCHS = manifest().recipe.epochs


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def again(lab: Lab, run: Run) -> tuple[Run, str]:
    """Resumes a run and starts its next attempt."""
    assert lab.store.runs.resume(run.id)
    lab.runner.tick(0)
    run = lab.store.runs.get(run.id)
    return run, f"{run.id}-{run.attempt}"


def ended(lab: Lab, message: Done | Failed, *before: Saved) -> Run:
    """A run after the end of its attempt."""
    lab.engine.messages = [*before, message]
    lab.runner.tick(0)
    return lab.store.runs.get(message.key.rsplit("-", 1)[0])


def paused(lab: Lab) -> Run:
    """A run that was paused after its first epoch."""
    run, key = lab.start()
    lab.store.commands.add(Pause(run=run.id), "ada")
    lab.runner.tick(0)
    return ended(lab, done(key, epochs=1, stopped=True), Saved(key, 1, b"one"))


def test_a_pause_reaches_the_training_and_its_model_can_be_used(lab: Lab) -> None:
    run = paused(lab)
    assert lab.engine.paused == [f"{run.id}-1"]
    assert lab.engine.stopped == []
    assert (run.state, run.epochs_done, run.can_predict, run.can_resume) == (State.PAUSED, 1, True, True)


def test_a_run_that_waits_leaves_the_queue_when_it_is_paused_and_waits_again_when_resumed(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.lab.ensure_runner", lambda home: None)
    _, key = lab.start()
    waits = lab.queue()
    lab.store.commands.add(Pause(run=waits.id), "ada")
    lab.runner.tick(0)
    assert (lab.state(waits), lab.engine.paused) == (State.PAUSED, [])
    ended(lab, done(key, epochs=EPOCHS))
    assert lab.state(waits) is State.PAUSED
    TrainingActs(Trainer(RealLab(lab.home))).resume(waits.id)
    lab.runner.tick(0)
    assert lab.state(waits) is State.RUNNING


def test_a_training_that_ends_before_it_pauses_is_finished(lab: Lab) -> None:
    run, key = lab.start()
    lab.store.commands.add(Pause(run=run.id), "ada")
    lab.runner.tick(0)
    run = ended(lab, done(key, epochs=EPOCHS))
    assert (run.state, run.can_resume) == (State.FINISHED, False)


def test_whoever_stops_a_training_that_shall_pause_stops_it(lab: Lab) -> None:
    run, key = lab.start()
    for command in (Pause(run=run.id), Stop(run=run.id)):
        lab.store.commands.add(command, "ada")
    lab.runner.tick(0)
    assert lab.engine.stopped == [key]
    assert ended(lab, done(key, epochs=1, stopped=True)).state is State.STOPPED


def test_a_pause_of_a_run_that_has_ended_changes_nothing(lab: Lab) -> None:
    run = paused(lab)
    lab.store.commands.add(Pause(run=run.id), "ada")
    lab.runner.tick(0)
    assert lab.store.runs.get(run.id) == run
    assert lab.store.commands.open() == []


def test_a_resumed_run_goes_on_from_its_last_complete_epoch(lab: Lab) -> None:
    run, key = lab.start()
    run = ended(lab, done(key, epochs=1, stopped=True), Saved(key, 1, b"one"))
    folder = lab.folder(run)
    run, key = again(lab, run)
    submitted = lab.engine.submitted[key]
    assert (submitted.job, submitted.file) == (Train(run=run.id, manifest=run.manifest), b"one")
    assert "Attempt 2 starts after epoch 1." in (folder.path / "log.txt").read_text()


def test_a_run_that_was_stopped_within_its_first_epoch_starts_anew(lab: Lab) -> None:
    _, key = lab.start()
    run = ended(lab, done(key, epochs=0, stopped=True))
    run, key = again(lab, run)
    assert (run.attempt, lab.engine.submitted[key].file) == (2, None)


def test_what_the_lab_left_behind_goes_on(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"one")]
    lab.runner.tick(0)
    settle(lab.home, lab.store)
    lab = Lab(lab.home)
    lab.store.runs.resume(run.id)
    lab.runner.tick(0)
    finish = lab.engine.only(Finish)  # the model that people may use meanwhile
    lab.engine.messages = [done(finish, epochs=1, stopped=True)]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.engine.submitted[lab.engine.only(Train)].file == b"one"


def test_a_resumed_run_that_fails_later_gets_the_model_of_its_last_epoch(lab: Lab) -> None:
    run, key = again(lab, paused(lab))
    assert run.can_predict
    run = ended(lab, Failed(key, text("It broke."), ""), Saved(key, 2, b"two"))
    assert (run.state, run.epochs_done, run.model_epochs) == (State.FAILED, 2, 1)
    lab.runner.tick(0)
    finish = lab.engine.only(Finish)
    assert lab.engine.submitted[finish].file == b"two"
    lab.engine.messages = [done(finish, epochs=2, stopped=True)]
    lab.runner.tick(0)
    run = lab.store.runs.get(run.id)
    assert run.model_epochs == 2
    assert lab.folder(run).read_epoch(2, str(run.resume_sha256)) == b"two"


def test_a_model_of_an_earlier_epoch_does_not_replace_a_later_one(tmp_path: Path) -> None:
    lab = Lab(tmp_path, slots=2)
    run, key = lab.start()
    run = ended(lab, Failed(key, text("It broke."), ""), Saved(key, 1, b"one"))
    lab.store.runs.resume(run.id)
    lab.runner.tick(0)
    finish, key = lab.engine.only(Finish), lab.engine.only(Train)
    late = done(finish, epochs=1, stopped=True)
    lab.engine.messages = [Saved(key, 2, b"two"), done(key, epochs=EPOCHS), late]
    lab.runner.tick(0)
    run = lab.store.runs.get(run.id)
    assert (run.state, run.epochs_done, run.model_epochs) == (State.FINISHED, EPOCHS, EPOCHS)


def test_a_run_whose_checkpoint_is_lost_says_so(lab: Lab) -> None:
    run = paused(lab)
    for path in lab.folder(run).path.glob("epoch-*.keras"):
        path.unlink()
    run, _ = again(lab, run)
    assert run.state is State.FAILED
    assert "epoch-1.keras of run" in str(run.reason)


def test_a_resumed_run_waits_behind_those_that_came_before(lab: Lab) -> None:
    run = paused(lab)
    _, key = lab.start()
    second = lab.queue()
    lab.store.runs.resume(run.id)
    assert lab.store.runs.count_ahead(lab.store.runs.get(run.id)) == 2
    lab.engine.messages = [done(key)]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert [lab.state(each) for each in (second, run)] == [State.RUNNING, State.QUEUED]


def test_a_run_that_waits_to_go_on_can_be_taken_back_and_took_as_long_as_before(lab: Lab) -> None:
    run = paused(lab)
    lab.store.runs.resume(run.id)
    waiting = lab.store.runs.get(run.id)
    assert (waiting.state, waiting.reason) == (State.QUEUED, None)
    lab.store.runs.take_back(run.id)
    back = lab.store.runs.get(run.id)
    assert (back.state, back.reason, back.can_resume) == (State.STOPPED, TAKEN_BACK, True)
    assert back.seconds == waiting.seconds == run.seconds


def test_a_run_that_never_started_can_wait_again(lab: Lab) -> None:
    lab.start()
    run = lab.queue()
    for _ in range(2):
        lab.store.runs.take_back(run.id)
        assert (lab.store.runs.get(run.id).reason, lab.state(run)) == (NEVER_STARTED, State.STOPPED)
        assert lab.store.runs.resume(run.id)


def test_all_attempts_together_are_how_long_a_run_took(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])

    def lasts(run: Run, key: str, seconds: float, epochs: int) -> Run:
        clock[0] += seconds
        return ended(lab, done(key, epochs=epochs, stopped=epochs < EPOCHS))

    run, key = lab.start()
    lab.store.commands.add(Pause(run=run.id), "ada")
    lab.runner.tick(0)
    run = lasts(run, key, 30, 1)
    clock[0] += 500
    run, key = again(lab, run)
    assert run.seconds is None
    assert lasts(run, key, 12, EPOCHS).seconds == 42


def test_of_two_who_resume_a_run_one_reads_that_it_waits(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.lab.ensure_runner", lambda home: None)
    run, trainer = paused(lab), Trainer(RealLab(lab.home), "bob")
    TrainingActs(trainer).resume(run.id)
    with pytest.raises(CannotResumeError, match="Net 1 is queued or training already"):
        TrainingActs(trainer).resume(run.id)
    assert [each.command.kind for each in lab.store.commands.given(run.id)] == ["pause", "resume"]


def test_a_finished_run_has_nothing_to_go_on_with(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.lab.ensure_runner", lambda home: None)
    _, key = lab.start()
    run = ended(lab, done(key, epochs=EPOCHS))
    with pytest.raises(CannotResumeError, match="has trained all its epochs"):
        TrainingActs(Trainer(RealLab(lab.home))).resume(run.id)


def test_only_what_ended_early_is_resumed() -> None:
    assert {State.PAUSED, State.STOPPED, State.FAILED, State.INTERRUPTED} == RESUMABLE


def test_a_start_that_the_disk_refuses_loses_no_checkpoint(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    _, key = lab.start()
    run = ended(lab, done(key, epochs=1, stopped=True), Saved(key, 1, b"one"))
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", refuse)
        run, _ = again(lab, run)
    assert lab.folder(run).read_epoch(1, str(run.resume_sha256)) == b"one"


def refuse(descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_stop_from_before_does_not_reach_a_run_that_was_resumed(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.lab.ensure_runner", lambda home: None)
    run = paused(lab)
    lab.store.commands.add(Stop(run=run.id), "ada")
    TrainingActs(Trainer(RealLab(lab.home))).resume(run.id)
    lab.runner.tick(0)
    assert lab.state(run) is State.RUNNING


def test_a_pause_after_a_stop_does_not_take_its_place(lab: Lab) -> None:
    run, key = lab.start()
    for command in (Stop(run=run.id), Pause(run=run.id)):
        lab.store.commands.add(command, "ada")
    lab.runner.tick(0)
    assert (lab.engine.stopped, lab.engine.paused) == ([key], [])


def test_a_run_that_the_lab_left_took_until_its_last_epoch(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    run, key = lab.start()
    lab.engine.messages = [Told(key, 0, epoch_event(1))]
    lab.runner.tick(0)
    written = lab.folder(run).last_epoch_written()
    assert written is not None
    monkeypatch.setattr("time.time", lambda: written + 9 * 3_600)
    settle(lab.home, lab.store)
    assert lab.store.runs.get(run.id).ended == written


def test_a_resumed_run_whose_new_model_the_store_does_not_hear_of_keeps_the_one_before(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, key = again(lab, paused(lab))
    told = done(key, epochs=EPOCHS)
    assert isinstance(told.result, Outcome)
    newer = replace(told.result, onnx=b"newer", evaluation={"test": told.result.evaluation["test"][::-1]})
    with monkeypatch.context() as patch:
        patch.delattr(Runs, "set_model")  # the process ends before it comes to this
        with pytest.raises(AttributeError):
            keep_outcome(lab.store, lab.folder(run), newer)
    run = lab.store.runs.get(run.id)
    assert lab.folder(run).read_model(str(run.model_sha256)) == b"onnx"
    kept = lab.folder(run).read_evaluation(run, "test")
    assert kept is not None
    np.testing.assert_array_equal(kept, told.result.evaluation["test"])
