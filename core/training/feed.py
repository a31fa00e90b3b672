"""The images in the order in which an epoch sees them."""

import functools
import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.models.augmentation import Augmentation
from core.models.recipe import Recipe
from core.runs.learned_drawings import LEARNED_SPLIT
from core.training.augmentation import augment


def epoch_order(count: int, seed: int, epoch: int, shuffle: bool) -> NDArray[np.int64]:
    """(count,) int64 positions for one epoch, counted from 0; a function of its arguments alone.

    That the order does not depend on the epochs before is what makes a resumed training exact.
    """
    if not shuffle:
        return np.arange(count, dtype=np.int64)
    return np.random.RandomState([seed, epoch]).permutation(count)


class Source(NamedTuple):
    """What batches are made of, as tensors that a compiled program is given: it serves other trainings too.

    Attributes:
        images: uint8 (n, 28, 28, 1), those of the split, then the drawings.
        targets: Their labels as the loss wants them, see `targets`.
        classes: uint8 (n,) labels.
        seed: int64 () of the recipe.
        count: int64 () images in an epoch.
    """

    images: tf.Tensor
    targets: tf.Tensor
    classes: tf.Tensor
    seed: tf.Tensor
    count: tf.Tensor


def gather(
    source: Source, augmentation: Augmentation | None, positions: tf.Tensor, epoch: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Images uint8 (b, 28, 28, 1) at int64 (b,) positions, and their labels as the loss wants them.

    How the images are augmented depends on the recipe's seed, the epoch (int64, from 0) and the positions
    alone. That makes a resumed training exact.
    """
    images = tf.gather(source.images, positions)
    if augmentation is not None:
        images = augment(images, augmentation, tf.stack([source.seed, epoch * source.count + positions[0]]))
    return images, tf.gather(source.targets, positions)


class Feed:
    """The batches of a recipe's training split, epoch by epoch; the last one of an epoch may be short.

    Drawings that are learned too stand behind the split's images, and come as often as the recipe says.

    Attributes:
        count: Images in an epoch, a drawing counted as often as it comes.
        batch_size: Images in a batch.
        steps: Batches in an epoch.
        source: What they are made of.
    """

    def __init__(self, recipe: Recipe, dataset: Dataset) -> None:
        images, labels, self._rows = _learned(recipe, dataset)
        self._recipe = recipe
        self.count = len(self._rows)
        self.source = Source(
            tf.constant(images[..., np.newaxis]),
            tf.constant(targets(labels, recipe, dataset.class_count)),
            tf.constant(labels),
            tf.constant(recipe.seed, tf.int64),
            tf.constant(self.count, tf.int64),
        )
        self.batch_size = recipe.batch_size
        self.steps = math.ceil(self.count / self.batch_size)

    def order(self, epoch: int) -> NDArray[np.int64]:
        """(count,) int64 positions of images, in the order of an epoch counted from 0."""
        return self._rows[epoch_order(self.count, self._recipe.seed, epoch, self._recipe.shuffle)]

    def chunks(self, epoch: int, steps: int) -> Iterator[NDArray[np.int64]]:
        """An epoch's positions, at most (steps, batch) at a time; a short last batch stands alone."""
        order = self.order(epoch)
        whole = len(order) // self.batch_size * self.batch_size
        batches = order[:whole].reshape(-1, self.batch_size)
        for start in range(0, len(batches), steps):
            yield batches[start : start + steps]
        if whole < len(order):
            yield order[np.newaxis, whole:]

    def batches(self, epoch: int) -> tf.data.Dataset:
        """The batches of an epoch, counted from 0, as `gather` gives them."""
        positions = tf.data.Dataset.from_tensor_slices(self.order(epoch)).batch(self.batch_size)
        batch = functools.partial(
            gather, self.source, self._recipe.augmentation, epoch=tf.constant(epoch, tf.int64)
        )
        return positions.map(batch).prefetch(2).with_options(_without_autotuning())


def _learned(
    recipe: Recipe, dataset: Dataset
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int64]]:
    """What a recipe learns.

    Returns:
        Images uint8 (n, 28, 28), their labels uint8 (n,), and int64 (count,) the positions that an epoch has:
        that of each image of the split once, that of each drawing `drawing_weight` times.

    Raises:
        ValueError: If it learns drawings, and there are none.
    """
    data = dataset.split(recipe.training)
    rows = np.arange(len(data.labels), dtype=np.int64)
    if not recipe.drawing_weight:
        return data.images, data.labels, rows
    drawn = dataset.split(LEARNED_SPLIT)
    repeated = np.tile(len(rows) + np.arange(len(drawn.labels), dtype=np.int64), recipe.drawing_weight)
    images = np.concatenate([data.images, drawn.images])
    return images, np.concatenate([data.labels, drawn.labels]), np.concatenate([rows, repeated])


def _without_autotuning() -> tf.data.Options:
    """Options for a dataset whose iterator can be destroyed at once.

    A tuned iterator has a thread that sleeps 10, 20, 40, ... ms between its looks. TensorFlow 2.21 wakes it
    before it marks it as cancelled, so it may fall asleep again, and the end of an epoch then waits for its
    next look, for up to as long as the epoch took.
    """
    options = tf.data.Options()
    options.autotune.enabled = False
    return options


def targets(
    labels: NDArray[np.uint8], recipe: Recipe, class_count: int
) -> NDArray[np.uint8] | NDArray[np.float32]:
    """The labels as the recipe's loss wants them: classes (n,) or one-hot float32 (n, class_count)."""
    if recipe.loss == "sparse_categorical_crossentropy":
        return labels
    return np.eye(class_count, dtype=np.float32)[labels]
