"""A worker that is frozen, not dead: nobody else waits for it, and Stop works."""

import os
import signal
import time

import pytest

from core.runs.state import State
from core.trainer import Trainer
from core.training_acts import TrainingActs
from harness.serving import ServedLab, wait_until
from tests.faults.acting import assert_trains_again, long_run, start, worker_of

pytestmark = pytest.mark.process


def has_ended(lab: ServedLab, trainer: Trainer, run_id: str, unready: list[float]) -> bool:
    """Whether a run has ended; notes when the lab was not ready meanwhile."""
    if not lab.is_ready():
        unready.append(time.monotonic())
    return not trainer.lab.run(run_id).is_live


def test_a_frozen_worker_is_told_and_goes_on_where_it_was(lab: ServedLab, trainer: Trainer) -> None:
    run, worker = long_run(trainer), worker_of(lab)
    worker.suspend()
    wait_until(lambda: trainer.lab.is_stalled(trainer.lab.run(run.id)), seconds=60)
    assert trainer.lab.run(run.id).state is State.RUNNING
    assert lab.is_ready()
    done = trainer.lab.run(run.id).epochs_done
    worker.resume()
    wait_until(lambda: not trainer.lab.is_stalled(trainer.lab.run(run.id)), seconds=60)
    wait_until(lambda: trainer.lab.run(run.id).epochs_done > done)
    TrainingActs(trainer).stop(run.id)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    assert trainer.lab.run(run.id).can_predict


def test_stop_ends_a_frozen_worker_and_keeps_the_last_epoch_while_the_lab_stays_ready(
    lab: ServedLab, trainer: Trainer
) -> None:
    run, worker = long_run(trainer), worker_of(lab)
    waiting = start(trainer, epochs=1)
    done = trainer.lab.run(run.id).epochs_done
    os.kill(worker.pid, signal.SIGSTOP)
    TrainingActs(trainer).stop(run.id)
    unready: list[float] = []
    wait_until(lambda: has_ended(lab, trainer, run.id, unready), seconds=60)
    assert not unready
    stopped = trainer.lab.run(run.id)
    assert (stopped.state, stopped.stalled) == (State.STOPPED, None)
    assert str(stopped.reason) == "It did not react to Stop; its process was ended."
    wait_until(lambda: not worker.is_running())
    wait_until(lambda: trainer.lab.run(waiting.id).state is State.FINISHED)
    rescued = trainer.lab.run(run.id)
    assert rescued.can_predict
    assert rescued.epochs_done >= done
    assert_trains_again(trainer)
