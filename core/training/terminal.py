"""What a training in a terminal tells whoever waits for it."""

import sys

import numpy as np
from numpy.typing import NDArray

from core.runs.events import Event


class TerminalListener:
    """A listener that writes each epoch's figures to the standard output and keeps nothing."""

    def event(self, event: Event) -> None:
        """Writes the figures of an epoch."""
        if event["kind"] == "epoch":
            sys.stdout.write(f"{event}\n")
            sys.stdout.flush()

    def checkpoint(self, epoch: int, model: bytes, probabilities: NDArray[np.float16] | None) -> None:
        """Keeps nothing."""

    def changes(self) -> tuple[()]:
        """What to change before an epoch: nothing."""
        return ()

    def pausing(self) -> bool:
        """Whether to end after an epoch: never."""
        return False

    def stopping(self) -> bool:
        """Whether to end early: never."""
        return False
