"""The runner as a process: `python -m core.engine.runner_process HOME`, and how others start and stop it."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.engine.engine import EngineLost
from core.engine.engine_start import start_engine, trials_at_once
from core.engine.existing_cluster import is_cluster_set
from core.engine.presence import (
    RunnerLock,
    has_clients,
    is_kept_stopped,
    keep_stopped,
    runner_is_stuck,
    runner_pid,
)
from core.engine.recovery import settle
from core.engine.reserve import Reserve
from core.engine.runner import Runner
from core.home import DISK_FULL, DamagedStoreError, UnusableHomeError, is_disk_full, says_disk_full
from core.store.backup import back_up_if_due
from core.store.database import is_sound
from core.store.store import Store
from core.text import Text, verbatim

if TYPE_CHECKING:
    from core.engine.dask_engine import DaskEngine  # web processes import this file without Dask

IDLE_LIMIT_SECONDS = 60
KILL_LIMIT_SECONDS = 10
RETRY_SECONDS = 5
BACKUP_LOOK_SECONDS = 60
BACKUP_RETRY_SECONDS = 3600
END_LIMIT_SECONDS = 60

logger = logging.getLogger(__name__)

_started: list[subprocess.Popen[bytes]] = []
"""The runners that this process has started and that have not ended, as far as it has looked."""


def ensure_runner(home: Path) -> None:
    """Starts a runner for this data folder unless one lives, or the lab's trainings were stopped on purpose.

    It is a sibling and not a child: the end of whoever starts it does not end it. Of two that
    are started at once, the second finds the lock taken and goes.
    """
    if runner_pid(home) is not None or is_kept_stopped(home):
        return
    _started[:] = [runner for runner in _started if runner.poll() is None]
    home.mkdir(parents=True, exist_ok=True)
    with (home / "runner.log").open("ab") as log:
        runner = subprocess.Popen(
            [sys.executable, "-m", "core.engine.runner_process", str(home)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            start_new_session=True,
        )
    _started.append(runner)


def stop_runner(home: Path) -> bool:
    """Asks the runner to stop its trainings and end; waits for it, and kills one that does not react.

    Trainings keep what they learned; queued runs stay queued. No other runner starts before `allow_start`.

    Returns:
        Whether no runner lives any more.
    """
    keep_stopped(home)
    pid = runner_pid(home)
    if pid is None:
        return True
    limit = KILL_LIMIT_SECONDS if runner_is_stuck(home) else END_LIMIT_SECONDS
    return _end_runner(home, pid, signal.SIGTERM, limit) or _end_runner(
        home, pid, signal.SIGKILL, KILL_LIMIT_SECONDS
    )


def _end_runner(home: Path, pid: int, how: signal.Signals, seconds: float) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, how)
    deadline = time.monotonic() + seconds
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
    """Until asked to end, or nothing to do and nobody there for a minute.

    Raises:
        EngineLost: If our own cluster is lost; the next process begins from the store.
    """
    store = _open_store(home, lock, signals)
    while store is not None:
        engine = start_engine(home, store, lock, lambda: not signals.ending and has_clients(home))
        if engine is None:
            return
        try:
            _go_round(home, store, engine, lock, signals)
            return
        except EngineLost as error:  # the trainings may go on at the cluster, whose scheduler may come back
            if not is_cluster_set():
                raise
            logger.error("%s", error)
            threading.Thread(target=engine.close, daemon=True).start()  # nobody waits for what may be gone


def _go_round(home: Path, store: Store, engine: "DaskEngine", lock: RunnerLock, signals: _Signals) -> None:
    """The loop."""
    runner = Runner(home, store, engine, trials_at_once())
    runner.take_up()
    backups = _DailyBackup(store)
    wanted_at = time.monotonic()
    while not signals.ending and time.monotonic() - wanted_at < IDLE_LIMIT_SECONDS:
        missing = engine.obstacle()
        lock.tell(missing or runner.obstacle(), engine.notice(), is_well=missing is None)
        backups.tick()
        runner.tick()
        if has_clients(home) or not runner.is_idle:
            wanted_at = time.monotonic()
    _wind_down(runner, lock)
    engine.close()


def _open_store(home: Path, lock: RunnerLock, signals: _Signals) -> Store | None:
    """The store once it can be used, for an engine costs ten seconds and a gigabyte; None to end.

    What a runner before this one left running is interrupted then, unless it may go on at an existing
    cluster. A runner that ended where the store is damaged or the disk is full would be started again at
    once, and for ever.
    """
    while not signals.ending:
        try:
            store = Store(home / "lab.db")
            if not is_sound(store.database.path):
                raise DamagedStoreError(store.database.path, "is damaged")
            settle(home, store, interrupts=not is_cluster_set())
        except (UnusableHomeError, OSError) as error:
            lock.report(_problem(error))
            if is_disk_full(home) or says_disk_full(error):
                Reserve(home).release()
        else:
            lock.report(None)
            return store
        if not _wait(home, signals):
            return None
    return None


def _problem(error: UnusableHomeError | OSError) -> Text:
    if says_disk_full(error):
        return DISK_FULL
    return error.text if isinstance(error, UnusableHomeError) else verbatim(str(error))


def _wait(home: Path, signals: _Signals) -> bool:
    """Waits a moment before another try; False if nobody is there any more, or the process shall end."""
    deadline = time.monotonic() + RETRY_SECONDS
    while time.monotonic() < deadline:
        if signals.ending or not has_clients(home):
            return False
        time.sleep(0.5)
    return True


class _DailyBackup:
    """Looks now and then whether the store's backup of the day is due."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next_look = 0.0

    def tick(self) -> None:
        """Makes the backup if it is time; where the disk refuses it the loop goes on."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + BACKUP_LOOK_SECONDS
        try:
            back_up_if_due(self._store.database)
        except OSError as error:
            logger.error("The daily backup could not be written: %s", error)
            self._next_look = time.monotonic() + BACKUP_RETRY_SECONDS


def _wind_down(runner: Runner, lock: RunnerLock) -> None:
    """Stops what trains and waits for it, for most of the time that whoever asked for it waits."""
    runner.stop_trainings()
    deadline = time.monotonic() + END_LIMIT_SECONDS - 10
    while runner.has_tasks and time.monotonic() < deadline:
        lock.beat()
        runner.listen()


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
    except EngineLost as error:
        logger.error("%s", error)
    finally:
        lock.release()


if __name__ == "__main__":
    main()
