"""What an engine tells about the trainings that it was given; `key` names one attempt at one run."""

from dataclasses import dataclass

from core.runs.events import Event
from core.training.outcome import Outcome


@dataclass(frozen=True)
class Told:
    """An event of the training, numbered from 0 within its attempt."""

    key: str
    seq: int
    event: Event


@dataclass(frozen=True)
class Saved:
    """The model after a complete epoch, as the bytes of a .keras file."""

    key: str
    epoch: int
    model: bytes


@dataclass(frozen=True)
class HeardStop:
    """The training has seen the wish to stop and is on its way out."""

    key: str


@dataclass(frozen=True)
class Done:
    """The training has ended by itself or as it was asked to; `events` are all that it told, numbered."""

    key: str
    outcome: Outcome
    events: tuple[tuple[int, Event], ...]


@dataclass(frozen=True)
class Failed:
    """The training ended by an error: one sentence, and whatever helps to find its cause."""

    key: str
    reason: str
    details: str = ""


Message = Told | Saved | HeardStop | Done | Failed
