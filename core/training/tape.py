"""Training by a loop of gradient tapes, written out."""

from collections.abc import Callable, Iterator

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.models.recipe import Recipe
from core.models.spec import ModelSpec
from core.runs.events import StepEvent
from core.training.compilation import make_loss, steps_per_execution
from core.training.feed import Feed
from core.training.listener import Listener
from core.training.meter import EpochMeter

TOLD_STEPS = 100
"""Every step whose number in its epoch is a multiple of this one is told by itself."""

Step = Callable[[tf.Tensor, tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]
Chunk = Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]


class TapeLoop:
    """A training loop of `tf.GradientTape`, several steps of which run as one compiled chunk."""

    def __init__(
        self, model: keras.Model, spec: ModelSpec, recipe: Recipe, feed: Feed, listener: Listener
    ) -> None:
        self._chunk = _compiled_chunk(model, spec, recipe, feed)
        self._steps = steps_per_execution(spec, model.output_shape[-1], recipe.batch_size)
        self._feed, self._listener = feed, listener

    def run_epoch(self, epoch: int, meter: EpochMeter) -> None:
        """One epoch, counted from 0, or its first part if the listener stops it."""
        step, images, loss, correct = 0, 0, 0.0, 0
        number = tf.constant(epoch, tf.int64)
        for positions in _chunks(self._feed.order(epoch), self._feed.batch_size, self._steps):
            losses, corrects = (tensor.numpy() for tensor in self._chunk(tf.constant(positions), number))
            images += positions.size
            loss += float(losses.sum(dtype=np.float64)) * positions.shape[1]
            correct += int(corrects.sum())
            go_on = meter.update(images, loss / images, correct / images)
            self._tell_steps(epoch, step, losses)
            step += len(losses)
            if not go_on:
                return

    def _tell_steps(self, epoch: int, first_step: int, losses: NDArray[np.float32]) -> None:
        for step, loss in enumerate(losses.tolist(), start=first_step):
            if step % TOLD_STEPS == 0:
                self._listener.event(StepEvent(kind="step", epoch=epoch + 1, step=step, loss=loss))


def _compiled_chunk(model: keras.Model, spec: ModelSpec, recipe: Recipe, feed: Feed) -> Chunk:
    """A function that trains on a chunk.

    It takes positions int64 (steps, batch) in the training split and the epoch, int64 () from 0. It returns
    each step's mean loss, float32 (steps,), and number of right answers, int64 (steps,), both from before the
    step changes the weights.
    """
    mean_loss, optimizer = make_loss(recipe, spec), model.optimizer

    def step(images: tf.Tensor, labels: tf.Tensor, classes: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            outputs = model(images, training=True)
            loss = mean_loss(labels, outputs)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        right = tf.math.equal(tf.argmax(outputs, axis=1), tf.cast(classes, tf.int64))
        return loss, tf.math.count_nonzero(right)

    fast_step: Step = tf.function(step, jit_compile=spec.is_dense, reduce_retracing=True)

    def chunk(positions: tf.Tensor, epoch: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        # One step must end before the next begins: each reads the weights that the last one wrote.
        losses, corrects = tf.map_fn(
            lambda batch: fast_step(*feed.gather(batch, epoch), tf.gather(feed.classes, batch)),
            positions,
            parallel_iterations=1,
            fn_output_signature=(tf.float32, tf.int64),
        )
        return losses, corrects

    compiled: Chunk = tf.function(chunk, reduce_retracing=True)
    return compiled


def _chunks(order: NDArray[np.int64], batch_size: int, steps: int) -> Iterator[NDArray[np.int64]]:
    """Cuts an epoch's (n,) positions into chunks of (steps, batch); the short last batch stands alone."""
    whole = len(order) // batch_size * batch_size
    batches = order[:whole].reshape(-1, batch_size)
    for start in range(0, len(batches), steps):
        yield batches[start : start + steps]
    if whole < len(order):
        yield order[np.newaxis, whole:]
