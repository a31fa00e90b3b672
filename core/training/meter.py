"""Turns the running means of an epoch into events."""

import math
import time

import numpy as np
from numpy.typing import NDArray

from core.runs.events import BatchEvent, StepEvent
from core.runs.run import DIVERGED
from core.training.listener import Listener, TrainingDiverged

EVENT_SECONDS = 0.1

TOLD_STEPS = 100
"""Every step whose number in its epoch is a multiple of this one is told by itself."""

ROUNDING = 4 * 2.0**-23
"""How far a mean that is kept in float32 may be wrong, as a share of it."""


class EpochMeter:
    """Follows one training through its epochs and tells a listener how the batches go.

    Attributes:
        epoch: Epoch under way, from 0.
        images: Images seen in this epoch.
        loss: Mean training loss over this epoch so far.
        accuracy: Mean training accuracy over this epoch so far, 0..1.
    """

    def __init__(self, listener: Listener, epoch_images: int) -> None:
        self._listener = listener
        self._epoch_images = epoch_images
        self._window = _Window()
        self._next_event = 0.0
        self.begin(0)

    def begin(self, epoch: int) -> None:
        """Starts an epoch, counted from 0."""
        self.epoch, self.images, self.loss, self.accuracy = epoch, 0, 0.0, 0.0
        self._clock = time.perf_counter()

    @property
    def complete(self) -> bool:
        """Whether this epoch has seen all its images."""
        return self.images == self._epoch_images

    def update(self, images: int, loss: float, accuracy: float) -> bool:
        """Takes the epoch's means over its first `images` images.

        Returns:
            Whether the training shall go on.

        Raises:
            TrainingDiverged: If the loss is not finite.
        """
        require_finite(loss, self.epoch)
        now = time.perf_counter()
        self._window.add(
            images - self.images,
            images * loss - self.images * self.loss,
            images * accuracy - self.images * self.accuracy,
            now - self._clock,
        )
        self.images, self.loss, self.accuracy = images, loss, accuracy
        self._clock = now
        stopping = self._listener.stopping()
        if now >= self._next_event or stopping:
            self._tell(now)
        return not stopping

    def tell_steps(self, first: int, losses: NDArray[np.float32]) -> None:
        """Tells every `TOLD_STEPS`th loss of single steps.

        Args:
            first: The number in this epoch of the first of them, from 0.
            losses: (steps,).
        """
        for step, loss in enumerate(losses.tolist(), start=first):
            if step % TOLD_STEPS == 0:
                self._listener.event(StepEvent(kind="step", epoch=self.epoch + 1, step=step, loss=loss))

    def _tell(self, now: float) -> None:
        # Counted from when this one was due, or updates every 0.09 s would halve the rate.
        late = now - self._next_event
        self._next_event = (self._next_event if late < EVENT_SECONDS else now) + EVENT_SECONDS
        position = self.epoch + self.images / self._epoch_images
        self._listener.event(self._window.event(position, ROUNDING * self.images * self.loss))
        self._window = _Window()


def require_finite(loss: float, epoch: int) -> None:
    """Ends a training whose loss has become useless.

    Args:
        loss: Any loss of the training.
        epoch: The epoch under way, from 0.

    Raises:
        TrainingDiverged: If the loss is NaN or infinite.
    """
    if not math.isfinite(loss):
        became = "NaN" if math.isnan(loss) else "infinite"
        raise TrainingDiverged(
            DIVERGED,
            value=became,
            epoch=epoch + 1,
        )


class _Window:
    """Sums over the batches since the last event."""

    def __init__(self) -> None:
        self.images, self.loss, self.correct, self.seconds = 0, 0.0, 0.0, 0.0

    def add(self, images: int, loss: float, correct: float, seconds: float) -> None:
        self.images += images
        self.loss += loss
        self.correct += correct
        self.seconds += seconds

    def event(self, position: float, rounding: float) -> BatchEvent:
        """The means of the window.

        Args:
            position: Where it ends, in epochs.
            rounding: How far the sum of its losses may be wrong. After a loss that exploded, the difference
                of two means is nothing but that; NaN stands for such a loss.
        """
        return BatchEvent(
            kind="batch",
            position=position,
            loss=self.loss / self.images if self.loss >= rounding else math.nan,
            # A difference of float32 means: rounding must not push it out of its range.
            accuracy=min(1.0, max(0.0, self.correct / self.images)),
            images_per_second=self.images / self.seconds,
        )
