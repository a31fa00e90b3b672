"""The runner as a process of its own: who starts it, when it ends."""

import subprocess
import sys
import time
from pathlib import Path

from core.engine.presence import being_client, runner_is_well, runner_pid
from core.engine.runner_process import ensure_runner, stop_runner
from tests.serving import wait_until

SHORT_IDLE = (
    "import core.engine.runner_process as runner_process;"
    "runner_process.IDLE_LIMIT_SECONDS = 3; runner_process.main()"
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
        wait_until(lambda: runner_pid(tmp_path) == runner.pid)
        time.sleep(15)
        assert runner.poll() is None
    assert runner.wait(timeout=60) == 0
    assert runner_pid(tmp_path) is None


def test_stopping_where_nothing_runs_is_no_error(tmp_path: Path) -> None:
    assert stop_runner(tmp_path)
