"""What jobs at the engine were asked to do, until they have heard it."""

import time
from collections.abc import Container
from typing import NamedTuple

from core.engine.scheduler import Scheduler
from core.engine.worker import COMMANDS, Verb
from core.runs.change import AskedChange

REPEAT_SECONDS = 1

_END = -1
"""Stands for the request that a job ends; any other number is that of the command that asks for a change."""


class _Request(NamedTuple):
    """What a job is told, and when it is told again, by the monotonic clock."""

    message: dict[str, str]
    due: float


class PendingRequests:
    """Repeats each request, for a job hears nothing before it has begun."""

    def __init__(self, scheduler: Scheduler, jobs: Container[str]) -> None:
        """Starts without a request.

        Args:
            scheduler: Through which every worker hears of them.
            jobs: The keys of the jobs at the engine; any other one is told once.
        """
        self._scheduler, self._jobs = scheduler, jobs
        self._open: dict[tuple[str, int], _Request] = {}

    def ask(self, key: str, verb: Verb) -> None:
        """Asks a job to end, in place of how it was asked to end before.

        Raises:
            EngineLost: If the scheduler does not answer.
        """
        self._tell(key, _END, {verb: key})

    def ask_change(self, key: str, change: AskedChange) -> None:
        """Asks a training to change its recipe; raises as `ask`."""
        self._tell(key, change.command, {"change": key, "to": change.model_dump_json()})

    def _tell(self, key: str, number: int, message: dict[str, str]) -> None:
        self._open[key, number] = _Request(message, time.monotonic())
        self.repeat()

    def repeat(self) -> None:
        """Tells what is due; raises as `ask`."""
        now = time.monotonic()
        for (key, number), request in list(self._open.items()):
            if request.due > now:
                continue
            self._scheduler.tell(COMMANDS, request.message)
            if key in self._jobs:
                self._open[key, number] = _Request(request.message, now + REPEAT_SECONDS)
            else:
                del self._open[key, number]

    def forget(self, key: str) -> None:
        """The job is on its way to its end, or has ended."""
        self._open = {name: request for name, request in self._open.items() if name[0] != key}

    def forget_change(self, key: str, command: int) -> None:
        """The training has taken the change that a command asks for."""
        self._open.pop((key, command), None)
