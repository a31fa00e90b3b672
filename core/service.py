"""What whoever serves a lab does for its data folder: tells of clients and keeps a runner alive."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.engine import presence
from core.engine.runner_process import ensure_runner
from core.lab import Lab
from core.runs.query import RunQuery
from core.runs.state import State
from core.text import Text


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """While inside, the runner of a data folder does not end for want of clients; an earlier stop is over."""
    presence.allow_start(home)
    with presence.being_client(home):
        yield


def look_after_runner(home: Path) -> None:
    """Starts a runner for a data folder unless one lives, or its trainings were stopped on purpose."""
    ensure_runner(home)


def runner_is_ready(home: Path) -> bool:
    """Whether a runner lives and its loop goes round."""
    return presence.runner_is_well(home)


def engine_notice(lab: Lab) -> Text | None:
    """What there is to know of the engine that stops nobody, such as workers that are not used."""
    return presence.runner_notice(lab.home)


def running_names(lab: Lab) -> list[str]:
    """The names of the runs that are training."""
    return [run.name for run in lab.runs(RunQuery(states=(State.RUNNING,), limit=None))]
