"""Training by Keras's own `model.fit`."""

import keras

from core.training.feed import Feed
from core.training.progress import Progress


class _Tell(keras.callbacks.Callback):  # type: ignore[misc]
    """Hands the running means of an epoch to `Progress`, and takes its wish to stop."""

    def __init__(self, progress: Progress, batch_size: int, count: int) -> None:
        super().__init__()
        self._progress, self._batch_size, self._count = progress, batch_size, count

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """After each execution; `batch` is its last step, beyond the epoch's end if that cut it short."""
        means = logs or {}
        images = min((batch + 1) * self._batch_size, self._count)
        self.model.stop_training = not self._progress.update(images, means["loss"], means["accuracy"])


def fit_epoch(model: keras.Model, feed: Feed, epoch: int, progress: Progress) -> None:
    """One epoch, counted from 0, or its first part if the listener stops it."""
    tell = _Tell(progress, feed.batch_size, feed.count)
    model.fit(feed.batches(epoch), shuffle=False, verbose=0, callbacks=[tell])
