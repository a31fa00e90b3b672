"""What an engine tells about the jobs that it was given; `key` names one attempt at one job."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.jobs.results import Result
from core.runs.events import Event
from core.text import Text


@dataclass(frozen=True)
class Told:
    """An event of a training, numbered from 0 within its attempt."""

    key: str
    seq: int
    event: Event


@dataclass(frozen=True)
class Saved:
    """The model after a complete epoch.

    Attributes:
        epoch: Its number, from 1.
        model: The bytes of a .keras file.
        probabilities: float16 (n, classes) on the validation split; None in a training without one.
    """

    key: str
    epoch: int
    model: bytes
    probabilities: NDArray[np.float16] | None = None


@dataclass(frozen=True)
class Progressed:
    """How much of a job that is no training is done, 0..1."""

    key: str
    share: float


@dataclass(frozen=True)
class HeardStop:
    """The job has seen the request to stop and is on its way out."""

    key: str


@dataclass(frozen=True)
class Done:
    """The job has ended by itself or, a training, as it was asked to.

    Attributes:
        result: What it has come to.
        events: All that a training told, numbered.
    """

    key: str
    result: Result
    events: tuple[tuple[int, Event], ...] = ()


@dataclass(frozen=True)
class Cancelled:
    """The job has ended because it was asked to, with nothing to keep."""

    key: str


@dataclass(frozen=True)
class Failed:
    """The job ended by an error: a sentence, and whatever helps to find its cause."""

    key: str
    reason: Text
    details: str = ""


Message = Told | Saved | Progressed | HeardStop | Done | Cancelled | Failed
