"""A worker that is frozen, not dead: nobody else waits for it, and Stop works."""

import os
import signal
import time

from core.runs.state import State
from core.trainer import Trainer
from tests.faults.acting import assert_trains_again, long_run, start, worker_of
from tests.serving import Lab, wait_until


def has_ended(lab: Lab, trainer: Trainer, run_id: str, unready: list[float]) -> bool:
    """Whether a run has ended; notes when the lab was not ready meanwhile."""
    if not lab.is_ready():
        unready.append(time.monotonic())
    return not trainer.run(run_id).is_live


def test_a_frozen_worker_is_told_and_goes_on_where_it_was(lab: Lab, trainer: Trainer) -> None:
    run, worker = long_run(trainer), worker_of(lab)
    worker.suspend()
    wait_until(lambda: trainer.is_stalled(trainer.run(run.id)), seconds=60)
    assert trainer.run(run.id).state is State.RUNNING
    assert lab.is_ready()
    done = trainer.run(run.id).epochs_done
    worker.resume()
    wait_until(lambda: not trainer.is_stalled(trainer.run(run.id)), seconds=60)
    wait_until(lambda: trainer.run(run.id).epochs_done > done)
    trainer.stop(run.id)
    wait_until(lambda: not trainer.run(run.id).is_live)
    assert trainer.run(run.id).can_predict


def test_stop_ends_a_frozen_worker_and_keeps_the_last_epoch_while_the_lab_stays_ready(
    lab: Lab, trainer: Trainer
) -> None:
    run, worker = long_run(trainer), worker_of(lab)
    waiting = start(trainer, epochs=1)
    done = trainer.run(run.id).epochs_done
    os.kill(worker.pid, signal.SIGSTOP)
    trainer.stop(run.id)
    unready: list[float] = []
    wait_until(lambda: has_ended(lab, trainer, run.id, unready), seconds=60)
    assert not unready
    stopped = trainer.run(run.id)
    assert (stopped.state, stopped.stalled) == (State.STOPPED, None)
    assert stopped.reason == "It did not react to Stop; its process was ended."
    wait_until(lambda: not worker.is_running())
    wait_until(lambda: trainer.run(waiting.id).state is State.FINISHED)
    rescued = trainer.run(run.id)
    assert rescued.can_predict
    assert rescued.epochs_done >= done
    assert_trains_again(trainer)
