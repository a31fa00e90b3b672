"""What a training leaves behind; free of TensorFlow, for the runner keeps it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.text import Text


@dataclass(frozen=True)
class Outcome:
    """What a training leaves behind.

    Attributes:
        stopped: Whether the listener ended it before its last epoch.
        reason: Why it ended by itself before its last epoch; None if it did not.
        epochs: Complete epochs in all, those before the checkpoint included.
        checkpoints: `.keras` files with the optimiser, by the number of the epoch, from 1: after the best and
            the last of the epochs that this call completed, see `best_epoch`.
        model_epochs: Complete epochs of the model that is exported and measured: those of the used epoch, see
            `used_epoch`, where this call has its model.
        onnx: ONNX file that turns raw pixels float32 (n, 28, 28, 1) into probabilities (n, classes).
        epoch_probabilities: (e, n, classes) float16 on the recipe's validation split (n images in its order)
            after each epoch that this call completed, so rows belong to the epochs
            `epochs - e + 1` to `epochs`; None if the recipe validates on nothing.
        accuracy: Share of correct predictions of that model on `test`, 0..1.
        evaluation: Probabilities float32 (n, classes) of that model, by split: `test` and `validation`.
    """

    stopped: bool
    epochs: int
    checkpoints: dict[int, bytes]
    model_epochs: int
    onnx: bytes
    epoch_probabilities: NDArray[np.float16] | None
    accuracy: float
    evaluation: dict[str, NDArray[np.float32]]
    reason: Text | None = None
