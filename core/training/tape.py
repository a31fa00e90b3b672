"""Training by a loop of gradient tapes, written out."""

import keras
import numpy as np
import tensorflow as tf

from core.models.recipe import Recipe
from core.models.spec import ModelSpec
from core.training.chunks import ChunkProgram, Step
from core.training.compilation import make_loss, steps_per_execution, suits_xla
from core.training.feed import Feed
from core.training.meter import EpochMeter


class TapeLoop:
    """A training loop of `tf.GradientTape`, several steps of which run as one compiled chunk."""

    def __init__(self, model: keras.Model, spec: ModelSpec, recipe: Recipe) -> None:
        self._steps = steps_per_execution(spec, model.output_shape[-1], recipe.batch_size)
        step = _make_step(model, spec, recipe)
        self._program = ChunkProgram(step, recipe, steps=self._steps, xla=suits_xla(spec, recipe))

    def __call__(self, feed: Feed, epoch: int, meter: EpochMeter) -> None:
        """One epoch, counted from 0, or its first part if the listener stops it."""
        step, images, loss, correct = 0, 0, 0.0, 0.0
        for positions in feed.chunks(epoch, self._steps):
            losses, corrects = self._program(feed.source, positions, epoch)
            images += positions.size
            loss += float(losses.sum(dtype=np.float64)) * positions.shape[1]
            correct += float(corrects.sum(dtype=np.float64))
            go_on = meter.update(images, loss / images, correct / images)
            meter.tell_steps(step, losses)
            step += len(losses)
            if not go_on:
                return


def _make_step(model: keras.Model, spec: ModelSpec, recipe: Recipe) -> Step:
    """A step of gradient descent.

    It returns the batch's mean loss and its number of right answers, both from before the step changes the
    weights.
    """
    mean_loss, optimizer = make_loss(recipe, spec), model.optimizer

    def step(images: tf.Tensor, targets: tf.Tensor, classes: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            outputs = model(images, training=True)
            loss = mean_loss(targets, outputs)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        is_right = tf.math.equal(tf.argmax(outputs, axis=1), tf.cast(classes, tf.int64))
        return loss, tf.math.count_nonzero(is_right, dtype=tf.float32)

    return step
