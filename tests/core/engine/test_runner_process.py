"""The runner as a process of its own: who starts it, when it ends."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from core.engine.presence import allow_start, being_client, runner_is_well, runner_pid, runner_problem
from core.engine.runner_process import ensure_runner, stop_runner
from core.store.backup import back_up
from harness.serving import wait_until
from tests import keeping

pytestmark = pytest.mark.process

SHORT_IDLE = (
    "import core.engine.runner_process as runner_process;"
    "runner_process.IDLE_LIMIT_SECONDS = 1; runner_process.main()"
)


def test_two_who_start_a_runner_at_once_get_one(tmp_path: Path) -> None:
    with being_client(tmp_path):
        ensure_runner(tmp_path)
        ensure_runner(tmp_path)
        wait_until(lambda: runner_is_well(tmp_path))
        pid = runner_pid(tmp_path)
        ensure_runner(tmp_path)
        time.sleep(2)
        assert runner_pid(tmp_path) == pid
    assert stop_runner(tmp_path)
    assert runner_pid(tmp_path) is None


def test_a_runner_without_clients_and_work_ends_itself_and_one_with_a_client_stays(tmp_path: Path) -> None:
    with being_client(tmp_path):
        runner = subprocess.Popen([sys.executable, "-c", SHORT_IDLE, str(tmp_path)])
        wait_until(lambda: runner_is_well(tmp_path))
        time.sleep(4)
        assert runner.poll() is None
    assert runner.wait(timeout=60) == 0
    assert runner_pid(tmp_path) is None


def test_stopping_where_nothing_runs_is_no_error(tmp_path: Path) -> None:
    assert stop_runner(tmp_path)


def test_a_runner_whose_store_is_damaged_says_so_without_an_engine_and_begins_once_it_is_mended(
    tmp_path: Path,
) -> None:
    backup = back_up(keeping.store(tmp_path).database)
    keeping.lose_database(tmp_path)
    (tmp_path / "lab.db").write_bytes(b"damaged" * 1000)
    with being_client(tmp_path):
        ensure_runner(tmp_path)
        wait_until(lambda: "digit-lab doctor" in str(runner_problem(tmp_path)))
        pid = runner_pid(tmp_path)
        assert pid is not None
        assert psutil.Process(pid).children() == []
        assert not runner_is_well(tmp_path)
        shutil.copyfile(backup, tmp_path / "lab.db")
        wait_until(lambda: runner_is_well(tmp_path))
        assert (runner_pid(tmp_path), runner_problem(tmp_path)) == (pid, None)
    assert stop_runner(tmp_path)


def test_a_stopped_lab_starts_no_runner_before_it_may(tmp_path: Path) -> None:
    assert stop_runner(tmp_path)
    ensure_runner(tmp_path)
    assert not (tmp_path / "runner.log").exists()
    allow_start(tmp_path)
    ensure_runner(tmp_path)
    wait_until(lambda: runner_pid(tmp_path) is not None)
    assert stop_runner(tmp_path)


def test_a_runner_that_does_not_react_is_killed(tmp_path: Path) -> None:
    keeping.lose_database(tmp_path)
    (tmp_path / "lab.db").write_bytes(b"damaged" * 1000)  # so that it waits without an engine
    with being_client(tmp_path):
        ensure_runner(tmp_path)
        wait_until(lambda: runner_problem(tmp_path) is not None)
        pid = runner_pid(tmp_path)
        assert pid is not None
        psutil.Process(pid).suspend()
        old = time.time() - 60
        os.utime(tmp_path / "runner.lock", (old, old))
        assert stop_runner(tmp_path)
        assert runner_pid(tmp_path) is None
