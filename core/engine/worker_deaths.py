"""Why the process of a worker died, as far as that can be known.

Dask's nanny ends a worker that takes more memory than it may, and says so in an event of the scheduler. The
kernel ends processes where the machine or the container has no memory left; it only counts them.
"""

import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from threading import Condition
from typing import Any, Final

from distributed import Client

from core.engine.failures import machine_full, process_died, too_large
from core.engine.worker_memory import SETTING
from core.jobs.specs import Slot
from core.text import Text

_TOPIC: Final = "worker-restart-memory"  # so Dask's nanny calls it
_EVENT_SECONDS: Final = 0.5
_KERNEL_SECONDS: Final = 30
_MOST_REMEMBERED: Final = 100


class WorkerDeaths:
    """What is known of the ends of workers."""

    def __init__(self, client: Client, *, is_existing: bool) -> None:
        """Listens from now on.

        Args:
            client: Connected to the scheduler.
            is_existing: Whether the workers are somebody else's, with settings of their own.
        """
        self._is_existing = is_existing
        self._sizes: deque[tuple[str, int]] = deque(maxlen=_MOST_REMEMBERED)
        self._news = Condition()
        self._kernel_kills = kernel_kills()
        self._kernel_killed_at = float("-inf")
        client.subscribe_topic(_TOPIC, self._note)

    def _note(self, event: tuple[float, dict[str, Any]]) -> None:
        _, told = event
        with self._news:
            self._sizes.append((told["worker"], told["rss"]))
            self._news.notify_all()

    def look(self) -> None:
        """Sees whether the kernel has ended a process; called at each round."""
        if (kills := kernel_kills()) != self._kernel_kills:
            self._kernel_kills, self._kernel_killed_at = kills, time.monotonic()

    def reason(self, address: str, slot: Slot) -> Text:
        """Why a worker's process died; waits a moment for whoever may tell.

        Args:
            address: Of the worker.
            slot: For which jobs it had this one.
        """
        with self._news:
            self._news.wait_for(lambda: self._size(address) is not None, _EVENT_SECONDS)
            size = self._size(address)
        if size is not None:
            setting = "the worker's --memory-limit" if self._is_existing else SETTING
            return too_large(slot, size, setting)
        self.look()
        is_kernel = time.monotonic() - self._kernel_killed_at < _KERNEL_SECONDS
        return machine_full(slot) if is_kernel and not self._is_existing else process_died(slot)

    def _size(self, address: str) -> int | None:
        return dict(self._sizes).get(address)


def kernel_kills(root: Path = Path("/")) -> int:
    """How many processes the kernel has ended for want of memory; of this container alone if that counts."""
    for path in _counters(root):
        try:
            words = path.read_text().split()
            return int(words[words.index("oom_kill") + 1])
        except (OSError, ValueError):
            continue
    return 0


def _counters(root: Path) -> Iterable[Path]:
    """The files that may have the count: those of cgroup v2 and v1, and the machine's."""
    groups = root / "sys/fs/cgroup"
    for line in _lines(root / "proc/self/cgroup"):
        _, kinds, name = line.split(":", 2)
        if not kinds:
            yield groups / name.lstrip("/") / "memory.events"
        elif "memory" in kinds.split(","):
            yield groups / "memory" / name.lstrip("/") / "memory.oom_control"
    yield groups / "memory.events"
    yield groups / "memory/memory.oom_control"
    yield root / "proc/vmstat"


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text().splitlines() if line.count(":") >= 2]
    except OSError:
        return []
