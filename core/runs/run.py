"""A run as the store keeps it."""

import re
import secrets
from dataclasses import dataclass

from core.person import Person
from core.runs.manifest import Manifest
from core.runs.state import RESUMABLE, State
from core.text import ExplainedError, Text

DIVERGED = "The loss became {value} in epoch {epoch}; lower the learning rate."
"""The reason of a run whose loss is no longer a finite number."""

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes: an id is read aloud and typed
_ID = re.compile(rf"[{_ALPHABET}]{{8}}")


def new_run_id() -> str:
    """Eight random characters, safe in a file name and in an address."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def is_run_id(text: str) -> bool:
    """Whether `text` has the form of a run id; anything else never becomes a path."""
    return _ID.fullmatch(text) is not None


class UnknownRunError(ExplainedError, LookupError):
    """No run has this id; the message says so in one sentence."""

    def __init__(self, run_id: str) -> None:
        super().__init__("There is no run {run} here; it may have been deleted.", run=repr(run_id[:40]))


class NoModelError(ExplainedError, LookupError):
    """There is no model that could answer; the message says what to do."""


@dataclass(frozen=True)
class Run:
    """One run with its progress and result.

    Attributes:
        id: Eight characters.
        name: What people call it.
        owner: Whoever started it, by the name of today.
        state: Where it stands.
        manifest: How it is trained.
        attempt: Counts the times it was given to a worker.
        created, started, ended: Seconds since the epoch, the latter two of its last attempt; None while it
            has not happened.
        queued: When it was put into the queue, at first or to go on, in seconds since the epoch.
        spent: Seconds that its earlier attempts took.
        stalled: Since when its worker has shown no sign of life, in seconds since the epoch; None if it does.
        reason: Why it failed, was stopped early or was interrupted; None if there is nothing to say.
        epochs_done: Complete epochs.
        accuracy: Accuracy on `test`, 0..1, once measured.
        resume_sha256: SHA-256 of the model after its last complete epoch, from which it can go on; None
            without one.
        model_sha256: SHA-256 of model.onnx, if there is one.
        model_epochs: Complete epochs after which model.onnx was made; None without one.
        evaluation_sha256: SHA-256 of evaluation.npz, if there is one.
        epochs_sha256: SHA-256 of epochs.npz, if there is one.
        best_validation: The highest accuracy on `validation`, 0..1, of its own complete epochs; None without.
        device: What its last attempt trains or has trained on, like `CPU, 2 cores`; None if nothing was told.
        cluster: Address of the existing cluster to which its last attempt was given; None for the lab's own,
            empty where a version that noted none has started it.
    """

    id: str
    name: str
    owner: Person
    state: State
    manifest: Manifest
    attempt: int
    created: float
    started: float | None
    ended: float | None
    queued: float
    spent: float
    stalled: float | None
    reason: Text | None
    epochs_done: int
    accuracy: float | None
    resume_sha256: str | None
    model_sha256: str | None
    model_epochs: int | None
    evaluation_sha256: str | None
    epochs_sha256: str | None
    best_validation: float | None = None
    device: str | None = None
    cluster: str | None = None

    @property
    def is_live(self) -> bool:
        """Whether it still waits or trains."""
        return self.state.is_live

    @property
    def status(self) -> str:
        """Where it stands, in a word."""
        return "Stalled" if self.stalled is not None else self.state.label

    @property
    def can_predict(self) -> bool:
        """Whether its model can be evaluated and drawn for."""
        return self.model_sha256 is not None

    @property
    def has_checkpoint(self) -> bool:
        """Whether there is what it would go on from: nothing is needed before the end of its first epoch."""
        return self.resume_sha256 is not None or self.epochs_done == 0

    @property
    def has_diverged(self) -> bool:
        """Whether its loss became useless, so that it would again with the same settings."""
        is_told = self.reason is not None and self.reason.template == DIVERGED
        return self.state is State.FAILED and is_told

    @property
    def can_resume(self) -> bool:
        """Whether it has ended early and can go on as if it had not: after its last complete epoch, if any.

        A run that an earlier version has stopped in the middle of an epoch cannot, nor one that has diverged.
        """
        is_short = self.epochs_done < self.manifest.epochs
        return self.state in RESUMABLE and is_short and self.has_checkpoint and not self.has_diverged

    @property
    def seconds(self) -> float | None:
        """Wall time of the training so far ended, all attempts together, in seconds."""
        return None if self.started is None or self.ended is None else self.spent + self.ended - self.started


class CannotResumeError(ExplainedError):
    """A run cannot go on."""

    def __init__(self, run: Run) -> None:
        if run.is_live:
            why = "{run} is queued or training already."
        elif run.epochs_done >= run.manifest.epochs:
            why = "{run} has trained all its epochs; there is nothing to go on with."
        elif run.has_diverged:
            why = "The loss of {run} would explode again; give it a lower learning rate to go on."
        else:
            why = "An earlier version stopped {run} within an epoch, so it cannot go on; train it again."
        super().__init__(why, run=run.name)
