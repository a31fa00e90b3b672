"""The states of a run, and which may follow which."""

from enum import StrEnum


class State(StrEnum):
    """Where a run stands.

    `paused` means that somebody ended it after an epoch, or took it out of the queue, to go on later;
    `interrupted` that the lab itself went away under it.
    """

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
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
    State.PAUSED: "Paused",
    State.FINISHED: "Finished",
    State.STOPPED: "Stopped",
    State.FAILED: "Failed",
    State.INTERRUPTED: "Interrupted",
}

LIVE = frozenset({State.QUEUED, State.RUNNING})

RESUMABLE = frozenset({State.PAUSED, State.STOPPED, State.FAILED, State.INTERRUPTED})
"""Those in which a run has ended, but not by its last epoch."""

FOLLOWERS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.STOPPED, State.PAUSED}),
    State.RUNNING: frozenset({State.FINISHED, *RESUMABLE}),
    **dict.fromkeys((State.FINISHED, *RESUMABLE), frozenset({State.QUEUED})),
}
