"""Has a lab's processes note what they do: whom they ask on the network, when they collect all garbage.

Python runs a `sitecustomize` that it finds on PYTHONPATH at the start of every process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.serving import ServedLab, serving_pages

_SITECUSTOMIZE = """
import gc, os, socket, sys

notes = os.open({notes!r}, os.O_CREAT | os.O_WRONLY | os.O_APPEND)

def note(*words):
    os.write(notes, (" ".join(map(str, (os.getpid(), *words))) + "\\n").encode())

def watch(event, arguments):
    if event == "socket.getaddrinfo":
        note("asked", arguments[0])
    elif event == "socket.connect" and arguments[0].type == socket.SOCK_STREAM:  # a datagram's sends nothing
        note("asked", arguments[1][0] if isinstance(arguments[1], tuple) else "file")

def count(phase, facts):
    if phase == "stop" and facts["generation"] == 2:
        note("collected", gc.get_freeze_count())

sys.addaudithook(watch)
gc.callbacks.append(count)
"""

_HERE = {"None", "localhost", "127.0.0.1", "::1", "0.0.0.0", "file"}  # noqa: S104


@dataclass(frozen=True)
class Audit:
    """What the web process of `lab` noted in the file `notes`."""

    lab: ServedLab
    notes: Path

    def foreign_hosts(self) -> set[str]:
        """The names and addresses beyond this machine that it looked up or connected to."""
        return set(self._noted("asked")) - _HERE

    def exempt_at_collections(self) -> list[int]:
        """For each collection of all garbage, how many objects were exempt from it."""
        return [int(what) for what in self._noted("collected")]

    def _noted(self, kind: str) -> list[str]:
        lines = (line.split(" ", 2) for line in self.notes.read_text().splitlines())
        return [what for pid, noted, what in lines if (int(pid), noted) == (self.lab.web_pid, kind)]


@contextmanager
def audited(folder: Path, **settings: str) -> Iterator[Audit]:
    """A lab that notes what it does, with further environment variables."""
    notes = folder / "notes.txt"
    notes.touch()
    (folder / "sitecustomize.py").write_text(_SITECUSTOMIZE.format(notes=str(notes)))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**settings, "PYTHONPATH": str(folder)}.items():
            patch.setenv(name, value)
        with serving_pages(folder / "home") as lab:
            yield Audit(lab, notes)
