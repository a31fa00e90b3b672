"""The events of a training in their order, each once, whatever became of them on the way."""

import time
from typing import Any

ASK_SECONDS = 1

Raw = dict[str, Any]
"""A message as a worker sends it, see `DaskListener`."""


class EventOrder:
    """Holds back what comes before its time, and says from which event on the worker is to tell again.

    A topic of Dask's scheduler reaches only who listens at that moment, so what was told while there was no
    runner is missing. Whoever follows a run reads what is behind the last event that he has, so none may
    come out before the one that stands in front of it.

    Attributes:
        following: Number of the first event that is not known yet.
    """

    def __init__(self, following: int = 0, *, is_complete: bool = True) -> None:
        """Starts before an event.

        Args:
            following: Number of the first event that is not known yet.
            is_complete: Whether nothing was told so far that is not known.
        """
        self.following = following
        self._ahead: dict[int, Raw] = {}
        self._asks = not is_complete
        self._next_ask = 0.0

    def take(self, raw: Raw) -> list[Raw]:
        """What can be passed on now that an event has come: that one, those behind it, or nothing."""
        if raw["seq"] >= self.following:
            self._ahead[raw["seq"]] = raw
        passed = []
        while self.following in self._ahead:
            passed.append(self._ahead.pop(self.following))
            self.following += 1
        return passed

    def take_again(self, told: list[tuple[int, Any]], count: int) -> list[Raw]:
        """What can be passed on after the worker has told again.

        Args:
            told: Some events with their numbers.
            count: How many there are in all.
        """
        passed = [raw for seq, event in told for raw in self.take({"seq": seq, "event": event})]
        self._asks = self.following < count
        self._next_ask = 0.0
        return passed

    def missing_from(self) -> int | None:
        """From which event on the worker is to tell again; None if it need not, or was asked just now."""
        now = time.monotonic()
        if not (self._asks or self._ahead) or now < self._next_ask:
            return None
        self._next_ask = now + ASK_SECONDS
        return self.following
