"""Which workers have fallen silent, from the heartbeats that Dask's scheduler notes."""

import time
from collections.abc import Mapping

SILENCE_LIMIT_SECONDS = 15
PAUSE_SECONDS = 10


class Heartbeats:
    """The time since each worker's last heartbeat, by this process's own clock."""

    def __init__(self) -> None:
        self._changes: dict[str, tuple[float, float]] = {}
        self._noted = 0.0

    def note(self, last_seen: Mapping[str, float]) -> None:
        """Takes when the scheduler last heard of each worker, by address; forgets all others."""
        now = time.monotonic()
        if now - self._noted > PAUSE_SECONDS:
            self._changes = {}  # this process itself was away, so it cannot tell who was silent
        self._noted = now
        self._changes = {
            address: self._changes[address] if self._changes.get(address, (None,))[0] == seen else (seen, now)
            for address, seen in last_seen.items()
        }

    def silent(self) -> set[str]:
        """The addresses of workers without a heartbeat for 15 seconds."""
        latest = time.monotonic() - SILENCE_LIMIT_SECONDS
        return {address for address, (_, changed) in self._changes.items() if changed <= latest}
