"""Holds off what the fast lane must not meet: a test that starts a process, opens a port or loads TensorFlow.

Python tells an audit hook of each of these, in whatever thread and behind whatever library it happens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

PROCESS_EVENTS = {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"}
TENSORFLOW = {"tensorflow", "keras"}


def needed_mark(event: str, arguments: tuple[Any, ...]) -> str | None:
    """The mark of a test during which this audit event may happen; None where any test may do that."""
    if event == "import":
        return "tensorflow" if arguments[0] in TENSORFLOW else None
    if event in PROCESS_EVENTS or (event == "socket.bind" and isinstance(arguments[1], tuple)):
        return "process"
    return None


class Guard:
    """Fails a test at what it must not do, and remembers that for tests that catch the failure."""

    def __init__(self) -> None:
        self.found = ""
        self._is_watching = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watches whatever happens inside."""
        self._is_watching, self.found = True, ""
        try:
            yield
        finally:
            self._is_watching = False

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Is told every audit event."""
        if self._is_watching and (mark := needed_mark(event, arguments)):
            self.found = f"{event} {arguments[0]!r}: only a test marked pytest.mark.{mark} may do that."
            pytest.fail(self.found)
