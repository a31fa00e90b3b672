"""A sweep as the store keeps it."""

from dataclasses import dataclass
from enum import StrEnum

from core.person import Person
from core.sweeps.specification import SweepSpec
from core.text import ExplainedError, Text


class SweepState(StrEnum):
    """Where a sweep stands."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    COMPLETED = "completed"

    @property
    def label(self) -> str:
        """What the state is called on a screen."""
        return self.value.capitalize()


@dataclass(frozen=True)
class Sweep:
    """A search for good settings.

    Attributes:
        id: Eight characters.
        name: What people call it.
        owner: Whoever started it, by the name of today; its trials are runs of theirs.
        created: When, in seconds since the epoch.
        ended: When it was completed or stopped, in seconds since the epoch.
        state: Where it stands.
        reason: Why it was stopped, if the lab has stopped it.
        spec: What it shall do.
    """

    id: str
    name: str
    owner: Person
    created: float
    ended: float | None
    state: SweepState
    reason: Text | None
    spec: SweepSpec

    @property
    def is_running(self) -> bool:
        """Whether further trials are started."""
        return self.state is SweepState.RUNNING

    @property
    def has_ended(self) -> bool:
        """Whether it starts no further trial, not even if somebody resumes it."""
        return not (self.is_running or self.is_paused)

    @property
    def is_paused(self) -> bool:
        """Whether it starts further trials once somebody resumes it."""
        return self.state is SweepState.PAUSED


class UnknownSweepError(ExplainedError, LookupError):
    """No sweep has this id; the message says so in one sentence."""

    def __init__(self, sweep_id: str) -> None:
        super().__init__("There is no sweep {sweep} here.", sweep=repr(sweep_id[:40]))
