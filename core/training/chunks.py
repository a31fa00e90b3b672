"""Many steps of a training as one compiled program."""

from collections.abc import Callable

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.models.recipe import Recipe
from core.training.feed import Source, gather

Step = Callable[[tf.Tensor, tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]


class ChunkProgram:
    """Trains on the chunks of an epoch, see `Feed.chunks`, each in one call of TensorFlow."""

    def __init__(self, step: Step, recipe: Recipe, *, steps: int, xla: bool) -> None:
        """Nothing is compiled before the first call.

        Args:
            step: What trains on one batch: its images and targets, see `gather`, and its classes, uint8 (b,);
                it returns two float32 ().
            recipe: How its images are changed, and how many a batch has.
            steps: How many a chunk has at most.
            xla: Whether XLA compiles the chunk. It saves dense nets half of their time, for their steps are
                so short that TensorFlow needs as long to start their operations. See `suits_xla`.
        """
        self._step, self._steps = step, steps
        self._augmentation, self._batch_size = recipe.augmentation, recipe.batch_size
        self._run = tf.function(self._trained, jit_compile=xla, autograph=False)

    def __call__(
        self, source: Source, positions: NDArray[np.int64], epoch: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Trains on a chunk.

        Args:
            source: Where the batches come from.
            positions: (steps, batch) in the training split.
            epoch: The epoch, from 0.

        Returns:
            What the steps have returned, (steps,) each.
        """
        count = len(positions)
        if positions.shape[1] == self._batch_size:
            # One program for all chunks but that of a short batch: to compile takes half a second.
            positions = np.pad(positions, ((0, self._steps - count), (0, 0)))
        told = self._run(source, tf.constant(positions), tf.constant(count), tf.constant(epoch, tf.int64))
        first, second = (each.numpy()[:count] for each in told)
        return first, second

    def _trained(
        self, source: Source, positions: tf.Tensor, count: tf.Tensor, epoch: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """The first `count` steps of a chunk; the numbers of the others mean nothing."""

        def advance(
            index: tf.Tensor, first: tf.TensorArray, second: tf.TensorArray
        ) -> tuple[tf.Tensor, tf.TensorArray, tf.TensorArray]:
            batch = positions[index]
            images, targets = gather(source, self._augmentation, batch, epoch)
            one, other = self._step(images, targets, tf.gather(source.classes, batch))
            return index + 1, first.write(index, one), second.write(index, other)

        told = [tf.TensorArray(tf.float32, positions.shape[0], element_shape=()) for _ in range(2)]
        # One step must end before the next begins: each reads the weights that the last one wrote.
        _, first, second = tf.while_loop(
            lambda index, *_: index < count, advance, (tf.constant(0), *told), parallel_iterations=1
        )
        return first.stack(), second.stack()
