"""Whoever follows a training, and may stop it."""

from typing import Protocol

from core.runs.events import Event


class TrainingDiverged(RuntimeError):
    """A training whose loss is no longer a finite number."""


class Listener(Protocol):
    """What a training tells and asks while it runs, always from the thread that trains."""

    def event(self, event: Event) -> None:
        """Takes a figure; called at most about ten times a second."""

    def checkpoint(self, epoch: int, model: bytes) -> None:
        """Takes the `.keras` file after complete epoch number `epoch` (from 1), optimiser state included."""

    def stopping(self) -> bool:
        """Whether the training should end now; asked about ten times a second, so it must be quick."""
