"""The one thing that the plain scripts share: each prints a line of JSON after every epoch."""

import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras


def print_epoch(epoch: int, seconds: float, **figures: float) -> None:
    """Prints one epoch's time and figures; `epoch` counts from 1."""
    print(json.dumps({"epoch": epoch, "seconds": seconds, **figures}), flush=True)


class PrintEpochs(keras.callbacks.Callback):  # type: ignore[misc]
    """Times each epoch of a `fit` from the end of the one before, so that nothing is left out."""

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Starts the clock."""
        self._started = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Prints the epoch, its validation included."""
        started, self._started = self._started, time.perf_counter()
        print_epoch(epoch + 1, self._started - started, **(logs or {}))
