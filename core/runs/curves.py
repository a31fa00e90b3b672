"""The points of a run's learning curves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """Learning curves as columns; positions and epochs count epochs, NaN stands for "not measured".

    Attributes:
        batch_x: (b,) position of each batch point in epochs, fractions included.
        batch_loss: (b,) mean training loss since the point before.
        batch_accuracy: (b,) mean training accuracy since the point before, 0..1.
        batch_speed: (b,) images per second since the point before.
        epoch: (e,) where each epoch ended: its number, from 1, or for a partial one where it was stopped.
        loss: (e,) training loss over the epoch.
        accuracy: (e,) training accuracy over the epoch, 0..1.
        val_loss: (e,) loss on the validation split.
        val_accuracy: (e,) accuracy on the validation split, 0..1.
        seconds: (e,) wall time of the epoch, validation included.
        partial: (e,) bool, whether the epoch was stopped before its last batch.
        dead_units: After the last complete epoch, for each layer of `relu_layers`, how many of its units or
            channels are 0 for every validation image; empty if that was not measured.
    """

    batch_x: Floats
    batch_loss: Floats
    batch_accuracy: Floats
    batch_speed: Floats
    epoch: Floats
    loss: Floats
    accuracy: Floats
    val_loss: Floats
    val_accuracy: Floats
    seconds: Floats
    partial: NDArray[np.bool_]
    dead_units: tuple[int, ...] = ()

    @property
    def accuracy_by_epoch(self) -> Floats:
        """(e,) accuracy after each epoch, 0..1: on the validation split, or in training without one."""
        return np.where(np.isnan(self.val_accuracy), self.accuracy, self.val_accuracy)

    def best_validation(self, first: int) -> float | None:
        """The highest validation accuracy, 0..1, of the complete epochs from one on; None without any.

        Args:
            first: The number of that epoch: what a fork has from before, it has no model of.
        """
        counts = np.isfinite(self.val_accuracy) & ~self.partial & (self.epoch >= first)
        return float(self.val_accuracy[counts].max()) if counts.any() else None


NO_POINTS = Curves(
    batch_x=np.empty(0),
    batch_loss=np.empty(0),
    batch_accuracy=np.empty(0),
    batch_speed=np.empty(0),
    epoch=np.empty(0),
    loss=np.empty(0),
    accuracy=np.empty(0),
    val_loss=np.empty(0),
    val_accuracy=np.empty(0),
    seconds=np.empty(0),
    partial=np.empty(0, dtype=bool),
)
"""The curves of a run that has not begun."""
