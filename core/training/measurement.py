"""What a model says about a split, and how right it is."""

import functools
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.data.dataset import Split
from core.evaluation.confusion import accuracy_of
from core.models.build import with_probabilities
from core.models.recipe import Recipe
from core.models.spec import ModelSpec
from core.training.compilation import make_loss
from core.training.feed import targets

BATCH = 500
"""Divides 5,000 and 10,000, so that one trace serves both splits; as fast as larger ones, in less memory."""


@dataclass(frozen=True)
class Measurement:
    """A model on a split.

    Attributes:
        loss: Mean of the recipe's loss.
        accuracy: Share of right answers, 0..1.
        probabilities: (n, classes) float32, rows sum to 1.
    """

    loss: float
    accuracy: float
    probabilities: NDArray[np.float32]


class Measure:
    """Measures one model again and again while it is trained."""

    def __init__(self, model: keras.Model, spec: ModelSpec, recipe: Recipe) -> None:
        both = keras.Model(model.inputs[0], [model.outputs[0], with_probabilities(model, spec).outputs[0]])
        self._call = tf.function(functools.partial(both, training=False), jit_compile=spec.is_dense)
        self._loss = make_loss(recipe, spec)
        self._recipe = recipe

    def __call__(self, split: Split) -> Measurement:
        """Loss, accuracy and probabilities on a split, as `model.evaluate` and `predict` would find them."""
        outputs, probabilities = self._forward(split.images)
        return Measurement(
            loss=float(self._loss(targets(split.labels, self._recipe, outputs.shape[1]), outputs)),
            accuracy=accuracy_of(split.labels, outputs),
            probabilities=probabilities,
        )

    def _forward(self, images: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        """Outputs and probabilities, float32 (n, classes) each."""
        starts = range(0, len(images), BATCH)
        parts = [self._call(images[start : start + BATCH, :, :, np.newaxis]) for start in starts]
        return [np.concatenate(side) for side in zip(*parts, strict=True)]
