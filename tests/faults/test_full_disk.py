"""A disk that is really full: a small file system of its own, filled to the last byte."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.engine.presence import runner_pid
from core.fork_acts import ForkActs
from core.home import DISK_FULL, says_disk_full
from core.models.presets import PRESETS
from core.runs.artifacts import RunFolder
from core.runs.draft import Draft, draft_of
from core.runs.state import State
from core.sweep_acts import SweepActs
from core.sweeps.reading import read_space
from core.sweeps.specification import specify_sweep
from core.sweeps.sweep import SweepState
from core.trainer import Trainer
from harness.serving import ServedLab, digit_lab, wait_until
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


def fill(home: Path, name: str = "ballast") -> Path:
    """Takes all the space that is left."""
    ballast = home / name
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


def test_what_is_asked_of_a_full_disk_leaves_nothing_half_written(lab: ServedLab, trainer: Trainer) -> None:
    run = trainer.start(every_epoch())
    wait_until(lambda: trainer.lab.run(run.id).state is State.FINISHED)
    kept = dict(trainer.lab.store.runs.kept_epochs(run.id))
    assert sorted(kept) == [1, 2, 3]
    live, waiting = trainer.start(every_epoch(epochs=200)), start(trainer, epochs=1)
    wait_until(lambda: trainer.lab.run(live.id).epochs_done >= 2)
    space = read_space({"width": "0.25, 0.5"})
    sweep = SweepActs(trainer).start(specify_sweep(every_epoch(), space, sampler="grid"))
    ballast = fill(lab.home)
    wait_until(lambda: not trainer.lab.run(live.id).is_live)
    failed = trainer.lab.run(live.id)
    assert (failed.state, str(failed.reason).partition(":")[0]) == (State.FAILED, "Disk full")
    before = folders(lab)
    with pytest.raises(OSError, match="No space left") as refused:
        ForkActs(trainer).fork(run.id, 2)
    assert says_disk_full(refused.value)
    rest, file = fill(lab.home, "rest"), lab.home / "drawings.npz"
    exported = digit_lab(lab.home, "drawings", "export", str(file))
    assert exported.returncode == 1
    assert exported.stderr == f"{file} cannot be written: No space left on device.\n"
    assert folders(lab) == before
    assert not [path for path in lab.home.rglob("*") if path.suffix == ".tmp" or path == file]
    for state in (trainer.lab.run(waiting.id).state, trainer.lab.store.sweeps.get(sweep.id).state):
        assert state in (State.QUEUED, SweepState.RUNNING)
    rest.unlink()
    ballast.unlink()
    wait_until(lambda: trainer.lab.store.sweeps.get(sweep.id).state is SweepState.COMPLETED)
    assert trainer.lab.run(waiting.id).state is State.FINISHED
    for found in (run.id, live.id):
        assert_every_epoch_can_be_read(trainer, found)
    fork = ForkActs(trainer).fork(run.id, 2)
    wait_until(lambda: trainer.lab.run(fork.id).state is State.FINISHED)


def every_epoch(epochs: int = 3) -> Draft:
    """A dense net of which the model after every epoch is kept."""
    draft = draft_of(PRESETS["tutorial-dense-adam"], epochs=epochs)
    return draft.model_copy(update={"recipe": draft.recipe.model_copy(update={"keep_every_epoch": True})})


def folders(lab: ServedLab) -> set[str]:
    return {path.name for path in (lab.home / "runs").iterdir()}


def assert_every_epoch_can_be_read(trainer: Trainer, run_id: str) -> None:
    """Each kept epoch is the one that the store knows, and no file is there that it does not know."""
    folder, kept = RunFolder(trainer.lab.home, run_id), trainer.lab.store.runs.kept_epochs(run_id)
    assert kept
    for epoch, sha256 in kept.items():
        assert folder.read_epoch(epoch, sha256)
    assert {path.name for path in folder.path.glob("epoch-*.keras")} == {f"epoch-{n}.keras" for n in kept}
