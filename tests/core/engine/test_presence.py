import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.engine.presence import (
    RunnerLock,
    allow_start,
    being_client,
    has_clients,
    is_kept_stopped,
    keep_stopped,
    obstacle,
    runner_is_stuck,
    runner_is_well,
    runner_notice,
    runner_pid,
    runner_problem,
)
from core.home import DISK_FULL
from core.text import text

HOLD = (
    "import sys, time; from pathlib import Path; from core.engine.presence import {what};"
    "{act}; print(flush=True); time.sleep(60)"
)


def _hold(home: Path, what: str, act: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(what=what, act=act), str(home)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
    return process


def test_only_one_runner_has_a_data_folder(tmp_path: Path) -> None:
    assert runner_pid(tmp_path) is None
    lock = RunnerLock.take(tmp_path)
    assert lock is not None
    assert runner_pid(tmp_path) == os.getpid()
    assert RunnerLock.take(tmp_path) is None
    lock.release()
    assert runner_pid(tmp_path) is None


@pytest.mark.process
def test_a_killed_runner_leaves_its_folder_free(tmp_path: Path) -> None:
    process = _hold(tmp_path, "RunnerLock", "lock = RunnerLock.take(Path(sys.argv[1]))")
    assert runner_pid(tmp_path) == process.pid
    process.kill()
    process.wait()
    assert runner_pid(tmp_path) is None


@pytest.mark.process
def test_clients_are_seen_while_they_live_and_not_longer(tmp_path: Path) -> None:
    assert not has_clients(tmp_path)
    process = _hold(tmp_path, "being_client", "c = being_client(Path(sys.argv[1])); c.__enter__()")
    with being_client(tmp_path):
        assert has_clients(tmp_path)
    assert has_clients(tmp_path)
    process.kill()
    process.wait()
    assert not has_clients(tmp_path)


def test_a_runner_whose_loop_stands_still_is_not_well(tmp_path: Path) -> None:
    assert not runner_is_well(tmp_path)
    lock = RunnerLock.take(tmp_path)
    assert lock is not None
    lock.beat()
    assert runner_is_well(tmp_path)
    old = time.time() - 60
    os.utime(tmp_path / "runner.lock", (old, old))
    assert not runner_is_well(tmp_path)
    lock.release()


def test_a_runner_is_stuck_if_its_loop_has_stopped_and_not_while_it_starts(tmp_path: Path) -> None:
    assert not runner_is_stuck(tmp_path)
    lock = RunnerLock.take(tmp_path)
    assert lock is not None
    assert not runner_is_stuck(tmp_path)
    lock.beat()
    assert not runner_is_stuck(tmp_path)
    old = time.time() - 60
    os.utime(tmp_path / "runner.lock", (old, old))
    assert runner_is_stuck(tmp_path)
    lock.release()
    assert not runner_is_stuck(tmp_path)


def test_a_lab_is_kept_stopped_until_a_start_is_allowed(tmp_path: Path) -> None:
    assert not is_kept_stopped(tmp_path)
    keep_stopped(tmp_path)
    assert is_kept_stopped(tmp_path)
    allow_start(tmp_path)
    allow_start(tmp_path)
    assert not is_kept_stopped(tmp_path)


def test_a_runner_can_say_why_it_trains_nothing_and_take_it_back(tmp_path: Path) -> None:
    assert runner_problem(tmp_path) is None
    lock = RunnerLock.take(tmp_path)
    assert lock is not None
    lock.report(text("The database is damaged …"))
    assert (runner_problem(tmp_path), runner_pid(tmp_path)) == (
        text("The database is damaged …"),
        os.getpid(),
    )
    lock.report(None)
    assert (runner_problem(tmp_path), runner_pid(tmp_path)) == (None, os.getpid())
    lock.report(text("It is damaged again."))
    lock.release()
    assert runner_problem(tmp_path) is None


def test_a_long_problem_is_cut_and_still_told(tmp_path: Path) -> None:
    lock = RunnerLock.take(tmp_path)
    assert lock is not None
    lock.report(text("Папка {path} не найдена.", path="ж" * 3000))
    told = str(runner_problem(tmp_path))
    assert told.startswith("Папка жжж")
    assert "{" not in told


def test_a_runner_tells_what_stands_in_its_way_and_what_is_worth_to_know(tmp_path: Path) -> None:
    lock = RunnerLock.take(tmp_path)
    assert lock is not None
    notice = text("The worker at {address} is not used.", address="tls://10.0.0.7:1")
    lock.tell(None, notice, is_well=True)
    assert runner_is_well(tmp_path)
    assert (runner_problem(tmp_path), runner_notice(tmp_path)) == (None, notice)
    lock.tell(text("There are no workers."), None, is_well=False)
    assert not runner_is_well(tmp_path)
    assert (str(runner_problem(tmp_path)), runner_notice(tmp_path)) == ("There are no workers.", None)
    lock.tell(DISK_FULL, None, is_well=True)
    assert runner_is_well(tmp_path)
    assert obstacle(tmp_path) == DISK_FULL
    lock.tell(None, None, is_well=True)
    assert runner_is_well(tmp_path)
    assert runner_problem(tmp_path) is None
    lock.release()
    assert runner_notice(tmp_path) is None


def test_texts_in_any_alphabet_fit_into_the_record(tmp_path: Path) -> None:
    lock = RunnerLock.take(tmp_path)
    assert lock is not None
    long = text("{words}", words="\N{GRINNING FACE}" * 3000)
    lock.report(long, long)
    assert str(runner_problem(tmp_path)) == str(runner_notice(tmp_path)) == "\N{GRINNING FACE}" * 400
    lock.release()
