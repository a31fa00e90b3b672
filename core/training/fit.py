"""Training by Keras's own `model.fit`."""

import keras

from core.training.feed import Feed
from core.training.meter import EpochMeter


class _Tell(keras.callbacks.Callback):  # type: ignore[misc]
    """Hands the running means of an epoch to `EpochMeter`, and takes its wish to stop."""

    def __init__(self, meter: EpochMeter, batch_size: int, count: int) -> None:
        super().__init__()
        self._meter, self._batch_size, self._count = meter, batch_size, count

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """After each execution; `batch` is its last step, beyond the epoch's end if that cut it short."""
        means = logs or {}
        images = min((batch + 1) * self._batch_size, self._count)
        self.model.stop_training = not self._meter.update(images, means["loss"], means["accuracy"])


def fit_epoch(model: keras.Model, feed: Feed, epoch: int, meter: EpochMeter) -> None:
    """One epoch, counted from 0, or its first part if the listener stops it."""
    tell = _Tell(meter, feed.batch_size, feed.count)
    model.fit(feed.batches(epoch), shuffle=False, verbose=0, callbacks=[tell])
