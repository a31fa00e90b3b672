"""Who is there: locks in the data folder that the kernel lets go of when their process dies.

The runner holds `runner.lock` alone. Everyone who may still want something of it (a web process, a
waiting command) shares `clients.lock`. A dead process holds nothing, so nothing has to be cleaned up.

A third file, `runner.stopped`, stands there from a `digit-lab stop` until somebody wants a training again, so
that no web process starts another runner at once.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.text import Text, text, verbatim

KEPT_STOPPED = text(
    "The trainings of this lab were stopped on its server."
    " They go on when somebody starts a training, or when the lab is served anew."
)
STUCK = text("The process that runs the trainings does not react. `digit-lab stop` on the server ends it.")

HEARTBEAT_LIMIT_SECONDS = 15
_RECORD_BYTES = 4096
_LONGEST_TEXT_BYTES = 2000
_LONGEST_SENTENCE = 400  # letters, so that no alphabet makes it longer than that


def _runner_lock(home: Path) -> Path:
    return home / "runner.lock"


def _clients_lock(home: Path) -> Path:
    return home / "clients.lock"


def _try_lock(path: Path, how: int) -> int | None:
    """Locks a file and returns its descriptor, or None if somebody else holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _is_held(path: Path, how: int) -> bool:
    descriptor = _try_lock(path, how)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@contextmanager
def being_client(home: Path) -> Iterator[None]:
    """While inside, the runner of this data folder does not end for want of clients."""
    path = _clients_lock(home)
    while (descriptor := _try_lock(path, fcntl.LOCK_SH)) is None:
        time.sleep(0.01)  # the runner is just looking whether anybody is there
    try:
        yield
    finally:
        os.close(descriptor)


def has_clients(home: Path) -> bool:
    """Whether anybody may still want something of the runner."""
    return _is_held(_clients_lock(home), fcntl.LOCK_EX)


class RunnerLock:
    """The runner's own hold on a data folder, with its process id, heartbeat, problem and notice in it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._told: tuple[Text | None, Text | None] = (None, None)

    @classmethod
    def take(cls, home: Path) -> "RunnerLock | None":
        """The lock, or None if another runner has it."""
        descriptor = _try_lock(_runner_lock(home), fcntl.LOCK_EX)
        if descriptor is None:
            return None
        lock = cls(descriptor)
        lock.report(None)
        return lock

    def beat(self) -> None:
        """Tells that the runner's loop goes round."""
        os.utime(self._descriptor)

    def tell(self, problem: Text | None, notice: Text | None, *, is_well: bool) -> None:
        """Tells at each round of the loop what stands in its way, if anything does, and its notice.

        Args:
            problem: Why nothing can be trained at the moment.
            notice: What else is worth to know.
            is_well: Whether the runner and its engine could train.
        """
        if (problem, notice) != self._told:
            self.report(problem, notice)
        if is_well:
            self.beat()

    def report(self, problem: Text | None, notice: Text | None = None) -> None:
        """Tells why nothing can be trained, None if nothing is wrong; it is well from the next beat on."""
        self._told = (problem, notice)
        self._write("\n".join([str(os.getpid()), _recorded(problem), _recorded(notice)]))
        os.utime(self._descriptor, (0, 0))

    def _write(self, content: str) -> None:
        # Always as long, so that a full disk is never asked for more.
        os.pwrite(self._descriptor, content.encode()[:_RECORD_BYTES].ljust(_RECORD_BYTES), 0)

    def release(self) -> None:
        """Lets another runner start."""
        self._write("")
        os.close(self._descriptor)


def _recorded(said: Text | None) -> str:
    """A text as JSON, short enough that two of them fit into the record."""
    if said is None:
        return ""
    if len(said.to_json().encode()) > _LONGEST_TEXT_BYTES:
        return verbatim(str(said)[:_LONGEST_SENTENCE]).to_json()
    return said.to_json()


def runner_pid(home: Path) -> int | None:
    """Process id of the living runner, or None if there is none."""
    if not _runner_lock(home).exists() or not _is_held(_runner_lock(home), fcntl.LOCK_SH):
        return None
    pid, *_ = _record(home)
    return int(pid) if pid else None


def _record(home: Path) -> tuple[str, str, str]:
    """The runner's process id, and its problem and its notice as JSON."""
    record = _runner_lock(home).read_bytes().decode(errors="ignore")
    pid, _, texts = record.partition("\n")
    problem, _, notice = texts.partition("\n")
    return pid.strip(), problem.strip(), notice.strip()


def runner_problem(home: Path) -> Text | None:
    """Why the living runner cannot train anything; None if it can, or if there is none."""
    if runner_pid(home) is None:
        return None
    _, problem, _ = _record(home)
    return Text.from_json(problem) if problem else None


def runner_notice(home: Path) -> Text | None:
    """What the living runner says beside a problem, such as which workers it does not use; mostly None."""
    if runner_pid(home) is None:
        return None
    *_, notice = _record(home)
    return Text.from_json(notice) if notice else None


def obstacle(home: Path) -> Text | None:
    """Why no runner can train anything at the moment; None if nothing stands in the way."""
    if is_kept_stopped(home):
        return KEPT_STOPPED
    return STUCK if runner_is_stuck(home) else runner_problem(home)


def runner_is_well(home: Path) -> bool:
    """Whether a runner lives and its loop went round lately."""
    return runner_pid(home) is not None and time.time() - _last_beat(home) < HEARTBEAT_LIMIT_SECONDS


def runner_is_stuck(home: Path) -> bool:
    """Whether a runner lives whose loop has stopped going round; one that starts has not begun to."""
    return runner_pid(home) is not None and 0 < _last_beat(home) <= time.time() - HEARTBEAT_LIMIT_SECONDS


def _last_beat(home: Path) -> float:
    """When the runner's loop last went round, in seconds since the epoch; 0 before it first did."""
    return _runner_lock(home).stat().st_mtime


def _stopped(home: Path) -> Path:
    return home / "runner.stopped"


def keep_stopped(home: Path) -> None:
    """Holds back the start of a runner by whoever only looks after one."""
    _stopped(home).touch()


def allow_start(home: Path) -> None:
    """Lets a runner start again."""
    _stopped(home).unlink(missing_ok=True)


def is_kept_stopped(home: Path) -> bool:
    """Whether the lab's trainings were stopped, and nobody has wanted one since."""
    return _stopped(home).exists()


def stays_without_runner(home: Path) -> bool:
    """Whether there is no runner, and nobody is going to start one."""
    return is_kept_stopped(home) and runner_pid(home) is None
