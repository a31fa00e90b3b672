"""Digit Lab on a Dask cluster of its own machines: a scheduler and workers behind TLS, really killed."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from core.engine.existing_cluster import SETTING
from core.engine.presence import being_client, runner_pid
from core.engine.runner_process import ensure_runner, stop_runner
from core.lab import Lab
from core.runs.artifacts import RunFolder
from core.runs.run import Run
from core.runs.state import State
from core.service import engine_notice
from core.trainer import Trainer
from core.training_acts import TrainingActs
from dashboard.app import WATCH_SECONDS
from harness.dask_cluster import DaskCluster, running_cluster
from harness.serving import wait_until
from tests.faults.acting import giant, start

pytestmark = pytest.mark.process

PATIENCE_SECONDS = 300  # a worker loads TensorFlow, while other tests run beside it


@contextmanager
def watched(home: Path) -> Iterator[None]:
    """While inside, a runner is started whenever there is none, as a web process does it."""
    end = Event()

    def watch() -> None:
        with being_client(home):
            while not end.wait(WATCH_SECONDS):
                ensure_runner(home)

    thread = Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
        stop_runner(home)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """Two workers, of which one says that it has another Keras."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as running:
        running.start_worker("--preload", str(Path(__file__).parent / "other_keras.py"))
        yield running


@pytest.fixture(scope="module")
def lab(cluster: DaskCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    home = tmp_path_factory.mktemp("lab")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cluster.settings.items():
            patch.setenv(name, value)
        with watched(home):
            yield Lab(home)


@pytest.fixture
def trainer(lab: Lab) -> Trainer:
    return Trainer(lab)


def wait_for(trainer: Trainer, run: Run, epochs: int) -> None:
    wait_until(lambda: trainer.lab.run(run.id).epochs_done >= epochs, PATIENCE_SECONDS)


def replace_runner(home: Path) -> None:
    """Kills the runner and waits for the next one."""
    killed = runner_pid(home)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: runner_pid(home) not in (None, killed))


def wait_for_end(trainer: Trainer, run: Run) -> Run:
    wait_until(lambda: not trainer.lab.run(run.id).is_live, PATIENCE_SECONDS)
    return trainer.lab.run(run.id)


def test_a_training_goes_to_the_worker_with_the_same_software_and_the_other_is_named(
    trainer: Trainer,
) -> None:
    run = start(trainer, epochs=2)
    ended = wait_for_end(trainer, run)
    assert (ended.state, ended.can_predict) == (State.FINISHED, True)
    assert str(ended.device).endswith(f" on {socket.gethostname()}")
    assert f"Device: {ended.device}." in (RunFolder(trainer.lab.home, run.id).path / "log.txt").read_text()
    wait_until(lambda: engine_notice(trainer.lab) is not None, PATIENCE_SECONDS)
    assert "is not used: it has Keras 1.0, and this lab has Keras " in str(engine_notice(trainer.lab))
    assert trainer.lab.obstacle() is None


def test_a_runner_that_takes_the_place_of_a_killed_one_goes_on_with_the_training(trainer: Trainer) -> None:
    run = start(trainer, epochs=30)
    wait_for(trainer, run, epochs=2)
    replace_runner(trainer.lab.home)
    ended = wait_for_end(trainer, run)
    assert (ended.state, ended.attempt, ended.epochs_done) == (State.FINISHED, 1, 30)
    events = trainer.lab.store.events.after(run.id)
    assert [seq for _, seq, _ in events] == list(range(len(events)))
    assert [each["epoch"] for each in trainer.lab.progress(run.id).epochs] == list(range(1, 31))
    probabilities = trainer.lab.watched_predictions(ended, np.arange(3), 30)
    assert sorted(probabilities) == list(range(1, 31))


def test_a_run_that_was_deleted_while_its_cluster_was_away_is_ended_there_once_that_is_back(
    cluster: DaskCluster, trainer: Trainer
) -> None:
    run = start(trainer, epochs=500)
    wait_for(trainer, run, epochs=2)
    cluster.suspend_scheduler()
    assert wait_for_end(trainer, run).state is State.INTERRUPTED
    trainer.delete(run.id)
    cluster.resume_scheduler()
    after = start(trainer, epochs=1)  # the one worker can do it only when the other training has ended
    assert wait_for_end(trainer, after).state is State.FINISHED
    wait_until(lambda: not trainer.lab.store.left_tasks.at(cluster.address))


def test_a_training_at_the_cluster_is_ended_there_when_the_lab_was_started_once_without_it(
    cluster: DaskCluster, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(trainer, epochs=500)
    wait_for(trainer, run, epochs=1)
    with monkeypatch.context() as without:
        without.delenv(SETTING)
        replace_runner(trainer.lab.home)
        assert wait_for_end(trainer, run).state is State.INTERRUPTED
        assert trainer.lab.store.left_tasks.at(cluster.address) == [f"{run.id}-1"]
    replace_runner(trainer.lab.home)
    assert wait_for_end(trainer, start(trainer, epochs=1)).state is State.FINISHED
    wait_until(lambda: not trainer.lab.store.left_tasks.at(cluster.address))


def test_a_lost_scheduler_interrupts_the_run_and_resume_goes_on_once_it_is_back(
    cluster: DaskCluster, trainer: Trainer
) -> None:
    run = start(trainer, epochs=30)
    wait_for(trainer, run, epochs=2)
    cluster.kill_scheduler()
    lost = time.monotonic()
    interrupted = wait_for_end(trainer, run)
    assert time.monotonic() - lost < 30
    assert interrupted.state is State.INTERRUPTED
    told = f"No Dask scheduler answers at {cluster.address}; check that it runs"
    wait_until(lambda: str(trainer.lab.obstacle()).startswith(told))
    TrainingActs(trainer).resume(run.id)
    cluster.start_scheduler()
    cluster.start_worker("--memory-limit", "1.6GB")
    ended = wait_for_end(trainer, run)
    assert (ended.state, ended.attempt, ended.epochs_done) == (State.FINISHED, 2, 30)
    assert trainer.lab.obstacle() is None


def test_a_training_that_takes_more_memory_than_its_worker_may_fails_with_what_to_do(
    trainer: Trainer,
) -> None:
    failed = wait_for_end(trainer, trainer.start(giant()))
    assert failed.state is State.FAILED
    assert str(failed.reason).startswith("Out of memory: the training's process had taken ")
    assert "raise the worker's --memory-limit" in str(failed.reason)


def test_a_run_that_waits_for_a_worker_says_so_and_can_be_stopped(
    cluster: DaskCluster, trainer: Trainer
) -> None:
    for worker in cluster.workers:
        worker.terminate()
    wait_until(lambda: "has no workers" in str(trainer.lab.obstacle()), PATIENCE_SECONDS)
    run = start(trainer, epochs=1)
    TrainingActs(trainer).stop(run.id)
    assert wait_for_end(trainer, run).state is State.STOPPED
