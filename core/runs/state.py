"""The states of a run, and which may follow which."""

from enum import StrEnum


class State(StrEnum):
    """Where a run stands; `interrupted` means that the lab itself went away under it."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def is_live(self) -> bool:
        """Whether something may still happen to the run by itself."""
        return self in LIVE

    @property
    def label(self) -> str:
        """What the state is called in a log and on a screen."""
        return _LABELS[self]


class ImpossibleStateError(ValueError):
    """A run cannot enter a state from the one in which it is."""


_LABELS = {
    State.QUEUED: "Queued",
    State.RUNNING: "Running",
    State.FINISHED: "Finished",
    State.STOPPED: "Stopped",
    State.FAILED: "Failed",
    State.INTERRUPTED: "Interrupted",
}

LIVE = frozenset({State.QUEUED, State.RUNNING})

FOLLOWERS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.STOPPED}),
    State.RUNNING: frozenset({State.FINISHED, State.STOPPED, State.FAILED, State.INTERRUPTED}),
    State.FINISHED: frozenset(),
    State.STOPPED: frozenset(),
    State.FAILED: frozenset(),
    State.INTERRUPTED: frozenset(),
}
