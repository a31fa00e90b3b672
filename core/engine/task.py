"""One attempt at a job while it is at the engine: what comes of each thing that is told about it."""

import time
from typing import Protocol

from core.engine.messages import Done, Message
from core.runs.commands import Command
from core.text import Text

HEARING_LIMIT_SECONDS = 10
"""A task that was asked to stop and has not heard it by then is killed."""

COMPILING_SECONDS = 60
"""A timing, most of which is compiling, gets so much longer: a new worker would have to load TensorFlow."""


class Deadline:
    """By when a task has to have heard that it shall stop."""

    def __init__(self, more_seconds: float = 0) -> None:
        self._by: float | None = None
        self._more_seconds = more_seconds

    @property
    def is_set(self) -> bool:
        """Whether the task was asked to stop."""
        return self._by is not None

    @property
    def has_passed(self) -> bool:
        """Whether the task was asked, but has not heard it in time."""
        return self._by is not None and time.monotonic() > self._by

    def set(self) -> None:
        """The task is asked now."""
        self._by = time.monotonic() + HEARING_LIMIT_SECONDS + self._more_seconds

    def lift(self) -> None:
        """The task has heard, and gets the time that it needs."""
        self._by = float("inf")


class Task(Protocol):
    """One attempt at a job; it keeps in the store and in files what comes of it.

    Its methods raise `OSError` where the disk refuses, and `UnknownRunError` or `UnknownJobError` where
    somebody has deleted the run or the data set meanwhile.

    Attributes:
        key: Its name at the engine.
        deadline: By when it has to have heard a stop.
    """

    key: str
    deadline: Deadline

    def ends_by(self, command: Command) -> bool:
        """Whether a command asks this task to end."""

    def receive(self, message: Message) -> None:
        """Keeps what is told before the end."""

    def finish(self, done: Done) -> None:
        """Keeps the result, with which the task ends."""

    def fail(self, reason: Text, details: str = "") -> None:
        """Notes why the task ends without a result."""

    def lose(self) -> None:
        """Notes that the task ends without a result because it was cancelled or had to be killed."""

    def refuse(self, error: OSError) -> None:
        """Notes that the disk refuses what the task has to keep; the task ends."""

    def forget(self) -> None:
        """Removes the files that the task has written for what was deleted meanwhile."""

    def set_stalled(self, stalled: bool) -> bool:
        """Takes whether the worker shows no sign of life; returns whether to kill the task for it."""


def told_by_disk(error: OSError) -> Text:
    """Why a file could not be written, in the words of the system."""
    return Text("The run's files could not be written: {error}.", {"error": str(error.strerror)})
