"""The engine while there is none: nothing starts, and runs that wait can still be stopped."""

import time
from collections.abc import Collection, Mapping, Sequence

from core.engine.messages import Message
from core.jobs.specs import Job, Slot
from core.runs.change import AskedChange


class AbsentEngine:
    """Has no slots, and so nothing at it; see `Engine`."""

    def submit(self, key: str, job: Job, *files: bytes | None) -> None:
        """Never called, for there is no slot."""
        raise NotImplementedError

    def take_up(self, known: Mapping[str, int]) -> set[str]:
        """Nothing is there."""
        return set()

    def give_up(self, keys: Collection[str]) -> Collection[str]:
        """Nobody can be asked, so none is known to be gone."""
        return ()

    def events(self, seconds: float) -> Sequence[Message]:
        """Nothing, after a while."""
        time.sleep(seconds)
        return ()

    def stop(self, key: str) -> None:
        """Nothing is there."""

    def pause(self, key: str) -> None:
        """Nothing is there."""

    def change(self, key: str, change: AskedChange) -> None:
        """Nothing is there."""

    def kill(self, key: str) -> None:
        """Nothing is there."""

    def slots(self, slot: Slot) -> int:
        """None."""
        return 0

    def unresponsive(self) -> Collection[str]:
        """Nothing is there."""
        return ()

    def close(self) -> None:
        """Holds nothing."""
