"""What jobs at the engine were asked to do, until they have heard it."""

import time
from collections.abc import Container
from typing import NamedTuple

from core.engine.scheduler import Scheduler
from core.engine.worker import COMMANDS, Verb

REPEAT_SECONDS = 1


class _Wish(NamedTuple):
    """What a job was asked to do, and when it is asked again, by the monotonic clock."""

    verb: Verb
    due: float


class Wishes:
    """Repeats each wish, for a job hears nothing before it has begun."""

    def __init__(self, scheduler: Scheduler, jobs: Container[str]) -> None:
        """Starts without a wish.

        Args:
            scheduler: Through which every worker hears of them.
            jobs: The keys of the jobs at the engine; any other one is told once.
        """
        self._scheduler, self._jobs = scheduler, jobs
        self._open: dict[str, _Wish] = {}

    def ask(self, key: str, verb: Verb) -> None:
        """Asks a job, in place of what it was asked before.

        Raises:
            EngineLost: If the scheduler does not answer.
        """
        self._open[key] = _Wish(verb, time.monotonic())
        self.repeat()

    def repeat(self) -> None:
        """Tells what is due; raises as `ask`."""
        now = time.monotonic()
        for key, wish in list(self._open.items()):
            if wish.due > now:
                continue
            self._scheduler.tell(COMMANDS, {wish.verb: key})
            if key in self._jobs:
                self._open[key] = _Wish(wish.verb, now + REPEAT_SECONDS)
            else:
                del self._open[key]

    def forget(self, key: str) -> None:
        """The job has heard, or has ended."""
        self._open.pop(key, None)
