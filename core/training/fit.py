"""Training by Keras's own train step, which a Keras callback follows."""

import keras
import tensorflow as tf

from core.models.recipe import Recipe
from core.models.spec import ModelSpec
from core.training.chunks import ChunkProgram
from core.training.compilation import steps_per_execution
from core.training.feed import Feed
from core.training.meter import EpochMeter


class _Tell(keras.callbacks.Callback):  # type: ignore[misc]
    """Hands the running means of an epoch to `EpochMeter`, and takes its request to stop."""

    def __init__(self, meter: EpochMeter, batch_size: int, count: int) -> None:
        super().__init__()
        self._meter, self._batch_size, self._count = meter, batch_size, count

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """After each execution; `batch` is its last step, beyond the epoch's end if that cut it short."""
        means = logs or {}
        images = min((batch + 1) * self._batch_size, self._count)
        self.model.stop_training = not self._meter.update(images, means["loss"], means["accuracy"])


class FitLoop:
    """`model.fit`, an epoch at a time."""

    def __init__(self, model: keras.Model) -> None:
        self._model = model

    def __call__(self, feed: Feed, epoch: int, meter: EpochMeter) -> None:
        """One epoch, counted from 0, or its first part if the listener stops it."""
        tell = _Tell(meter, feed.batch_size, feed.count)
        self._model.fit(feed.batches(epoch), shuffle=False, verbose=0, callbacks=[tell])


class XlaLoop:
    """`model.fit` where XLA suits: the same `train_step`, but one program takes many steps.

    The weights are those of `model.fit`, bit for bit.
    """

    def __init__(self, model: keras.Model, spec: ModelSpec, recipe: Recipe) -> None:
        def step(images: tf.Tensor, targets: tf.Tensor, _: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            means = model.train_step((images, targets))
            return means["loss"], means["accuracy"]

        self._model = model
        self._steps = steps_per_execution(spec, model.output_shape[-1], recipe.batch_size)
        self._program = ChunkProgram(step, recipe, steps=self._steps, xla=True)

    def __call__(self, feed: Feed, epoch: int, meter: EpochMeter) -> None:
        """One epoch, counted from 0, or its first part if the listener stops it."""
        tell = _Tell(meter, feed.batch_size, feed.count)
        callbacks = keras.callbacks.CallbackList([tell], model=self._model)
        self._model.reset_metrics()
        step = 0
        for positions in feed.chunks(epoch, self._steps):
            losses, accuracies = self._program(feed.source, positions, epoch)
            step += len(positions)
            means = {"loss": float(losses[-1]), "accuracy": float(accuracies[-1])}
            callbacks.on_train_batch_end(step - 1, means)
            if self._model.stop_training:
                return
