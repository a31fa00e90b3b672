"""A disk that is really full: a small file system of its own, filled to the last byte."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.engine.presence import runner_pid
from core.home import DISK_FULL
from core.runs.state import State
from core.trainer import Trainer
from harness.serving import ServedLab, wait_until
from tests.faults.acting import assert_trains_again, long_run, runner_of, start, worker_of

pytestmark = pytest.mark.process

SIZE = "64m"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder on a disk of its own."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "digit-lab-test", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("to make a small disk takes the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(home: Path) -> Path:
    """Takes all the space that is left."""
    ballast = home / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return ballast


def test_a_full_disk_fails_the_run_and_all_is_well_once_there_is_space(
    lab: ServedLab, trainer: Trainer
) -> None:
    run, runner, worker = long_run(trainer), runner_pid(lab.home), worker_of(lab)
    done = trainer.lab.run(run.id).epochs_done
    waiting = start(trainer, epochs=1)
    ballast = fill(lab.home)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    failed = trainer.lab.run(run.id)
    assert failed.state is State.FAILED
    assert str(failed.reason).startswith("Disk full")
    wait_until(lambda: not worker.is_running())  # nothing that it learns could be kept
    assert runner_pid(lab.home) == runner
    assert lab.is_ready()
    assert trainer.lab.obstacle() == DISK_FULL
    assert trainer.lab.run(waiting.id).state is State.QUEUED
    assert not list(lab.home.rglob("*.tmp"))
    ballast.unlink()
    wait_until(lambda: trainer.lab.run(waiting.id).state is State.FINISHED)
    wait_until(lambda: trainer.lab.run(run.id).can_predict)
    assert trainer.lab.run(run.id).epochs_done >= done
    assert runner_pid(lab.home) == runner
    assert_trains_again(trainer)


def test_a_runner_that_dies_on_a_full_disk_is_followed_by_one_that_gets_on(
    lab: ServedLab, trainer: Trainer
) -> None:
    run, runner = long_run(trainer), runner_of(lab)
    ballast = fill(lab.home)
    runner.kill()
    wait_until(lambda: runner_pid(lab.home) not in (None, runner.pid))
    successor = runner_pid(lab.home)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    wait_until(lab.is_ready)
    assert runner_pid(lab.home) == successor
    ballast.unlink()
    assert_trains_again(trainer)
