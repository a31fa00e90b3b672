"""Processes really killed: what survives, what is lost, and what people are told."""

import os
import signal
import time

import pytest

from core.engine.presence import KEPT_STOPPED, runner_pid
from core.runs.state import State
from core.trainer import Trainer
from core.training_acts import TrainingActs
from dashboard.app import WATCH_SECONDS
from harness.serving import ServedLab, digit_lab, wait_until
from tests.faults.acting import assert_trains_again, long_run, runner_of, start, worker_of

pytestmark = pytest.mark.process

TENSORFLOW_BYTES = 300_000_000
"""A process with TensorFlow loaded is larger."""


def test_a_restart_of_the_web_process_does_not_touch_a_training(lab: ServedLab, trainer: Trainer) -> None:
    run, runner = long_run(trainer), runner_of(lab)
    lab.stop_web(signal.SIGKILL)
    done = trainer.lab.run(run.id).epochs_done
    wait_until(lambda: trainer.lab.run(run.id).epochs_done > done)
    lab.start()
    assert runner_of(lab).pid == runner.pid
    assert trainer.lab.run(run.id).state is State.RUNNING
    TrainingActs(trainer).stop(run.id)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    ended = trainer.lab.run(run.id)
    assert (ended.state, ended.can_predict) == (State.STOPPED, True)


def test_a_killed_worker_fails_its_run_with_the_reason_and_loses_at_most_an_epoch(
    lab: ServedLab, trainer: Trainer
) -> None:
    run = long_run(trainer)
    done = trainer.lab.run(run.id).epochs_done
    worker_of(lab).kill()
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    failed = trainer.lab.run(run.id)
    assert failed.state is State.FAILED
    assert str(failed.reason) == "The training's process died: it was killed or ran out of memory."
    assert failed.epochs_done >= done
    wait_until(lambda: trainer.lab.run(run.id).can_predict)
    rescued = trainer.lab.run(run.id)
    assert rescued.epochs_done == failed.epochs_done
    assert rescued.accuracy is not None
    assert rescued.accuracy > 0.9
    assert_trains_again(trainer)


def test_a_killed_runner_interrupts_its_run_and_another_takes_its_place(
    lab: ServedLab, trainer: Trainer
) -> None:
    run, runner, worker = long_run(trainer), runner_of(lab), worker_of(lab)
    done = trainer.lab.run(run.id).epochs_done
    os.kill(runner.pid, signal.SIGKILL)
    wait_until(lambda: trainer.lab.run(run.id).state is State.INTERRUPTED)
    successor = runner_of(lab)
    assert successor.pid != runner.pid
    sizes = [child.memory_info().rss for child in successor.children(recursive=True)]
    assert max(sizes, default=0) < TENSORFLOW_BYTES  # it is told before there is a worker again
    wait_until(lambda: not worker.is_running())
    wait_until(lambda: trainer.lab.run(run.id).can_predict)
    rescued = trainer.lab.run(run.id)
    assert rescued.state is State.INTERRUPTED
    assert rescued.epochs_done >= done
    assert_trains_again(trainer)


def test_stopping_the_lab_keeps_what_was_learned_and_what_was_queued(
    lab: ServedLab, trainer: Trainer
) -> None:
    run = long_run(trainer)
    waiting = start(trainer, epochs=1)
    lab.stop_web()
    answer = digit_lab(lab.home, "stop")
    told = f"Still waiting: {waiting.name}. They are trained as soon as the lab runs.\n"
    assert (answer.returncode, answer.stdout) == (0, f"Stopped: {run.name}.\n{told}")
    assert runner_pid(lab.home) is None
    stopped = trainer.lab.run(run.id)
    assert (stopped.state, stopped.can_predict) == (State.STOPPED, True)
    assert trainer.lab.run(waiting.id).state is State.QUEUED
    lab.start()
    wait_until(lambda: trainer.lab.run(waiting.id).state is State.FINISHED)


def test_a_stop_holds_while_the_lab_is_served_until_somebody_starts_a_training(
    lab: ServedLab, trainer: Trainer
) -> None:
    run, waiting = long_run(trainer), start(trainer, epochs=1)
    answer = digit_lab(lab.home, "stop")
    stopped, still = answer.stdout.splitlines()
    assert stopped == f"Stopped: {run.name}."
    assert still == f"Still waiting: {waiting.name}. {KEPT_STOPPED}"
    assert trainer.lab.obstacle() == KEPT_STOPPED
    time.sleep(3 * WATCH_SECONDS)
    assert runner_pid(lab.home) is None
    assert not lab.is_ready()
    assert trainer.lab.run(waiting.id).state is State.QUEUED
    assert_trains_again(trainer)
    assert trainer.lab.run(waiting.id).state is State.FINISHED
