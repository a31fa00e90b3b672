"""The runner as a process: `python -m core.engine.runner_process HOME`, and how others start and stop it."""

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from core.engine.presence import RunnerLock, has_clients, runner_pid

IDLE_LIMIT_SECONDS = 60
STOP_LIMIT_SECONDS = 60

logger = logging.getLogger(__name__)


def ensure_runner(home: Path) -> None:
    """Starts a runner for this data folder unless one lives.

    It is a sibling and not a child: the end of whoever starts it does not end it. Of two that
    are started at once, the second finds the lock taken and goes.
    """
    if runner_pid(home) is not None:
        return
    home.mkdir(parents=True, exist_ok=True)
    with (home / "runner.log").open("ab") as log:
        subprocess.Popen(
            [sys.executable, "-m", "core.engine.runner_process", str(home)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            start_new_session=True,
        )


def stop_runner(home: Path) -> bool:
    """Asks the runner to stop its trainings and end; waits for it. False if it still lives after that.

    Trainings keep what they learned; queued runs stay queued.
    """
    pid = runner_pid(home)
    if pid is None:
        return True
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_LIMIT_SECONDS
    while runner_pid(home) == pid and time.monotonic() < deadline:
        time.sleep(0.1)
    return runner_pid(home) != pid


class _Signals:
    """Remembers that somebody asked the process to end."""

    def __init__(self) -> None:
        self.ending = False
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)

    def _end(self, *_: object) -> None:
        self.ending = True


def _serve(home: Path, lock: RunnerLock, signals: _Signals) -> None:
    """The loop: until asked to end, or nothing to do and nobody there for a minute."""
    from core.engine.dask_engine import DaskEngine
    from core.engine.runner import Runner
    from core.runs.store import Store

    engine = DaskEngine(os.environ.get("DIGIT_LAB_SCHEDULER") or None)
    runner = Runner(home, Store(home / "lab.db"), engine)
    runner.recover()
    wanted_at = time.monotonic()
    while not signals.ending and time.monotonic() - wanted_at < IDLE_LIMIT_SECONDS:
        lock.beat()
        runner.tick()
        if has_clients(home) or not runner.is_idle:
            wanted_at = time.monotonic()
    runner.stop_everything()
    deadline = time.monotonic() + STOP_LIMIT_SECONDS - 10
    while runner.is_flying and time.monotonic() < deadline:
        lock.beat()
        runner.land()
    engine.close()


def _take_lock(home: Path) -> RunnerLock | None:
    """The lock, also where somebody only looks at it at the same moment."""
    for _ in range(20):
        lock = RunnerLock.take(home)
        if lock is not None:
            return lock
        time.sleep(0.05)
    return None


def main() -> None:
    """Runs the runner of the data folder named on the command line."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    home = Path(sys.argv[1])
    lock = _take_lock(home)
    if lock is None:
        return
    try:
        _serve(home, lock, _Signals())
    finally:
        lock.release()


if __name__ == "__main__":
    main()
