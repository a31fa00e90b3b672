"""Whoever follows a training, and may stop it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.runs.change import AskedChange
from core.runs.events import Event
from core.text import ExplainedError


class TrainingDiverged(ExplainedError, RuntimeError):
    """A training whose loss is no longer a finite number."""


class Listener(Protocol):
    """What a training tells and asks while it runs, always from the thread that trains."""

    def event(self, event: Event) -> None:
        """Takes a figure; called at most about ten times a second."""

    def checkpoint(self, epoch: int, model: bytes, probabilities: NDArray[np.float16] | None) -> None:
        """Takes what a complete epoch has come to.

        Args:
            epoch: Its number, from 1.
            model: The `.keras` file, optimiser state included.
            probabilities: (n, classes) on the validation split; None in a training without one.
        """

    def changes(self) -> Sequence[AskedChange]:
        """The changes that were asked for since the last call, in order; asked before each epoch."""

    def pausing(self) -> bool:
        """Whether the training should end after the epoch that is complete now."""

    def stopping(self) -> bool:
        """Whether the training should end now; asked about ten times a second, so it must be quick."""


class Nobody:
    """A listener where there is nothing to tell."""

    def event(self, event: Event) -> None:
        """Tells nobody."""

    def checkpoint(self, epoch: int, model: bytes, probabilities: NDArray[np.float16] | None) -> None:
        """Keeps nothing."""

    def changes(self) -> tuple[()]:
        """No changes."""
        return ()

    def pausing(self) -> bool:
        """Never."""
        return False

    def stopping(self) -> bool:
        """Never."""
        return False
