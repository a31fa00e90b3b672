"""What was paused, stopped or killed goes on, and ends with the weights of a run that nobody touched."""

import os
import signal
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from core.lab import Lab
from core.runs.draft import draft_again
from core.runs.run import Run
from core.runs.state import State
from core.trainer import Trainer
from core.training_acts import TrainingActs
from harness.serving import ServedLab, digit_lab, wait_until
from tests.faults.acting import runner_of, start, worker_of

pytestmark = pytest.mark.process

EPOCHS = 8


@pytest.fixture(scope="module")
def untouched(lab: ServedLab) -> NDArray[np.float32]:
    """What a run that nobody touched says of `test`."""
    trainer = Trainer(Lab(lab.home))
    run = start(trainer, EPOCHS)
    wait_until(lambda: trainer.lab.run(run.id).state is State.FINISHED)
    return trainer.lab.probabilities(trainer.lab.run(run.id), "test")


def pause(lab: ServedLab, trainer: Trainer, run: Run) -> State:
    TrainingActs(trainer).pause(run.id)
    return State.PAUSED


def stop(lab: ServedLab, trainer: Trainer, run: Run) -> State:
    TrainingActs(trainer).stop(run.id)
    return State.STOPPED


def kill_worker(lab: ServedLab, trainer: Trainer, run: Run) -> State:
    worker_of(lab).kill()
    return State.FAILED


def kill_runner(lab: ServedLab, trainer: Trainer, run: Run) -> State:
    os.kill(runner_of(lab).pid, signal.SIGKILL)
    return State.INTERRUPTED


@pytest.mark.parametrize("harm", [pause, stop, kill_worker, kill_runner], ids=lambda harm: harm.__name__)
def test_a_resumed_run_ends_as_if_nothing_had_happened(
    lab: ServedLab,
    trainer: Trainer,
    untouched: NDArray[np.float32],
    harm: Callable[[ServedLab, Trainer, Run], State],
) -> None:
    run = start(trainer, EPOCHS)
    wait_until(lambda: trainer.lab.run(run.id).epochs_done >= 2)
    state = harm(lab, trainer, run)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    ended = trainer.lab.run(run.id)
    assert ended.state is state
    assert 2 <= ended.epochs_done < EPOCHS
    TrainingActs(trainer).resume(run.id)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    resumed = trainer.lab.run(run.id)
    assert (resumed.state, resumed.attempt, resumed.epochs_done) == (State.FINISHED, 2, EPOCHS)
    epochs = trainer.lab.progress(run.id).epochs
    assert [(epoch["epoch"], epoch["partial"]) for epoch in epochs] == [
        (number, False) for number in range(1, EPOCHS + 1)
    ]
    np.testing.assert_array_equal(trainer.lab.probabilities(resumed, "test"), untouched)


def test_the_command_line_pauses_resumes_and_lists_the_queue(lab: ServedLab, trainer: Trainer) -> None:
    run, waiting = start(trainer, EPOCHS), start(trainer, 1)
    wait_until(lambda: trainer.lab.run(run.id).epochs_done >= 1)
    listed = digit_lab(lab.home, "queue").stdout.splitlines()
    assert [line.split()[0] for line in listed] == [run.id, waiting.id]
    paused = digit_lab(lab.home, "pause", run.id, "--wait")
    assert paused.returncode == 0
    assert paused.stdout.splitlines()[-1].startswith(f"{run.id}  paused")
    done = trainer.lab.run(run.id).epochs_done
    resumed = digit_lab(lab.home, "resume", run.id, "--wait")
    assert resumed.returncode == 0
    numbers = [line.split(":")[0] for line in resumed.stdout.splitlines() if line.startswith("Epoch")]
    assert numbers == [f"Epoch {number}" for number in range(done + 1, EPOCHS + 1)]
    assert trainer.lab.run(waiting.id).state is State.FINISHED  # it came first
    refused = digit_lab(lab.home, "resume", run.id)
    assert (refused.returncode, refused.stderr) == (
        2, f"{run.name} has trained all its epochs; there is nothing to go on with.\n",
    )  # fmt: skip


def test_the_command_line_stops_one_run(lab: ServedLab, trainer: Trainer) -> None:
    run, other = start(trainer, 100), start(trainer, 1)
    wait_until(lambda: trainer.lab.run(run.id).epochs_done >= 1)
    stopped = digit_lab(lab.home, "stop", run.id)
    assert stopped.returncode == 0
    assert stopped.stdout.startswith(f"{run.id}  stopped")
    wait_until(lambda: trainer.lab.run(other.id).state is State.FINISHED)


def test_the_command_line_changes_a_training_and_adds_epochs_to_one_that_has_ended(
    lab: ServedLab, trainer: Trainer
) -> None:
    run = start(trainer, EPOCHS)
    wait_until(lambda: trainer.lab.run(run.id).epochs_done >= 1)
    asked = digit_lab(lab.home, "change", run.id, "--learning-rate", "0.0001", "--wait", "--json")
    assert (asked.returncode, asked.stderr) == (0, f"{run.name} changes when its next epoch begins.\n")
    (change,) = trainer.lab.run(run.id).manifest.changes
    assert 1 <= change.after < EPOCHS
    refused = digit_lab(lab.home, "change", run.id, "--epochs", str(EPOCHS))
    assert (refused.returncode, refused.stderr) == (
        2, f"Enter a number of epochs above {EPOCHS}, for so many are trained; you entered {EPOCHS}.\n",
    )  # fmt: skip
    added = digit_lab(lab.home, "change", run.id, "--epochs", str(EPOCHS + 2), "--wait", "--json")
    assert added.returncode == 0
    longer = trainer.lab.run(run.id)
    assert (longer.state, longer.epochs_done) == (State.FINISHED, EPOCHS + 2)
    again = trainer.start(draft_again(longer.manifest))
    wait_until(lambda: trainer.lab.run(again.id).state is State.FINISHED)
    np.testing.assert_array_equal(
        trainer.lab.probabilities(trainer.lab.run(again.id), "test"),
        trainer.lab.probabilities(longer, "test"),
    )
