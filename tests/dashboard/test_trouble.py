"""What pages say when something is wrong with the lab's files, its disk or its processes."""

import os
import time
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest

from core.data.mnist import mnist
from core.engine.presence import RunnerLock, keep_stopped
from core.home import DISK_FULL
from core.runs.artifacts import RunFolder
from core.store.runs import Runs
from core.store.store import Store
from core.text import text
from tests import keeping
from tests.dashboard.visiting import Visitor

Usage = namedtuple("Usage", "total used free")

NEEDS_THE_STORE = ("start", "train", "evaluate", "draw", "runs")


@pytest.mark.parametrize("page", NEEDS_THE_STORE)
def test_a_lost_database_gets_a_sentence_on_every_page(home: Path, visitor: Visitor, page: str) -> None:
    run = keeping.finished(home)
    RunFolder(home, run.id).write_manifest(run.manifest)
    visitor.open("explore")
    keeping.lose_database(home)
    visitor.open(page)
    (alert,) = visitor.alerts()
    assert alert.startswith(f"The lab's database {home / 'lab.db'} was emptied. `digit-lab doctor` restores")


def damage_tables(path: Path) -> None:
    """Leaves of a database only the page that tells which tables there are."""
    data = bytearray(path.read_bytes())
    page_bytes = int.from_bytes(data[16:18])
    data[page_bytes:] = b"\xff" * (len(data) - page_bytes)
    path.write_bytes(data)


@pytest.mark.parametrize("page", NEEDS_THE_STORE)
def test_a_damaged_database_gets_a_sentence_in_a_new_visit(home: Path, visitor: Visitor, page: str) -> None:
    store = Store(home / "lab.db")
    for _ in range(20):
        keeping.queued(home)
    store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    damage_tables(home / "lab.db")
    visitor.open(page)
    (alert,) = visitor.alerts()
    assert "is damaged" in alert
    assert "digit-lab doctor" in alert


def test_the_images_can_be_explored_without_a_database(home: Path, visitor: Visitor) -> None:
    (home / "lab.db").write_bytes(b"no database" * 1000)
    visitor.open("explore")
    assert visitor.alerts() == []
    assert "55,000 images" in visitor.texts()


@pytest.mark.parametrize("name", ["evaluation.npz", "model.onnx"])
def test_a_file_that_somebody_changed_gets_a_sentence(home: Path, visitor: Visitor, name: str) -> None:
    run = keeping.finished(home)
    (RunFolder(home, run.id).path / name).write_bytes(b"damaged")
    visitor.open("evaluate" if name == "evaluation.npz" else "draw", run=run.id)
    if name == "model.onnx":
        visitor.upload(keeping.picture())
    (alert,) = visitor.alerts()
    assert alert.startswith(f"{name} of run {run.id} is missing or was changed")


def test_forged_figures_are_not_shown(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    certain = np.eye(10, dtype=np.float32)
    np.savez(
        RunFolder(home, run.id).path / "evaluation.npz",
        allow_pickle=False,
        **{name: certain[mnist().split(name).labels] for name in ("validation", "test")},
    )
    visitor.open("evaluate", run=run.id)
    assert visitor.metrics() == []
    assert "evaluation.npz" in visitor.alerts()[0]


def test_a_stalled_run_says_so_everywhere(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    keeping.store(home).runs.set_stalled(run.id, True)
    visitor.open("train", run=run.id)
    assert visitor.metric("State") == "Stalled"
    assert visitor.metric("Time left") == "–"
    assert visitor.alerts()[0].startswith("No sign of life for 15 seconds.")
    assert visitor.is_enabled("Stop")
    assert visitor.open("runs").table("State")["State"].tolist() == ["Stalled"]
    keeping.store(home).runs.set_stalled(run.id, False)
    assert visitor.open("train", run=run.id).metric("State") == "Running"


def test_a_run_under_a_runner_that_hangs_is_stalled(home: Path, visitor: Visitor) -> None:
    run = keeping.running(home)
    lock = RunnerLock.take(home)
    assert lock is not None
    old = time.time() - 60
    os.utime(home / "runner.lock", (old, old))
    assert visitor.open("train", run=run.id).metric("State") == "Stalled"
    lock.release()


def test_a_run_under_a_runner_that_cannot_train_says_why(home: Path, visitor: Visitor) -> None:
    run = keeping.queued(home)
    lock = RunnerLock.take(home)
    assert lock is not None
    lock.report(text("The store is *out of* order."))
    assert visitor.open("train", run=run.id).alerts() == ["The store is *out of* order."]
    lock.report(None)
    assert visitor.open("train", run=run.id).alerts() == []
    lock.release()


def test_a_queued_run_says_that_the_lab_was_stopped(home: Path, visitor: Visitor) -> None:
    run = keeping.queued(home)
    keep_stopped(home)
    visitor.open("train", run=run.id)
    assert visitor.alerts()[0].startswith("The trainings of this lab were stopped on its server.")
    visitor.press("Train")
    assert not (home / "runner.stopped").exists()


def test_a_queued_run_says_that_the_disk_is_full(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = keeping.queued(home)
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(10**9, 10**9, 5000))
    visitor.open("train", run=run.id)
    assert visitor.alerts() == [str(DISK_FULL)]


@pytest.mark.parametrize("page", ["start", "train"])
def test_a_queued_run_says_that_the_quota_which_its_runner_has_met_is_used_up(
    home: Path, visitor: Visitor, page: str
) -> None:
    run, lock = keeping.queued(home), RunnerLock.take(home)
    assert lock is not None
    assert not any(str(DISK_FULL) in line for line in visitor.open(page, run=run.id).texts())
    lock.tell(DISK_FULL, None, is_well=True)
    assert any(str(DISK_FULL) in line for line in visitor.open(page, run=run.id).texts())
    lock.release()


def test_a_training_that_a_full_disk_refuses_gets_a_sentence(
    home: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    visitor.open("train")
    monkeypatch.setattr(Runs, "add", refuse)
    visitor.press("Train")
    assert visitor.alerts() == [str(DISK_FULL)]
