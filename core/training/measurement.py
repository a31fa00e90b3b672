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
from core.models.shape import relu_layers
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
        dead_units: For each layer of `relu_layers`, how many of its units or channels are 0 for every image
            of the split.
    """

    loss: float
    accuracy: float
    probabilities: NDArray[np.float32]
    dead_units: tuple[int, ...]


class Measure:
    """Measures one model again and again while it is trained."""

    def __init__(self, model: keras.Model, spec: ModelSpec, recipe: Recipe) -> None:
        told = [model.outputs[0], with_probabilities(model, spec).outputs[0], *_highest(model, spec)]
        whole = keras.Model(model.inputs[0], told)
        self._call = tf.function(functools.partial(whole, training=False), jit_compile=spec.is_dense)
        self._loss = make_loss(recipe, spec)
        self._recipe = recipe

    def __call__(self, split: Split) -> Measurement:
        """Loss, accuracy and probabilities on a split, as `model.evaluate` and `predict` would find them."""
        outputs, probabilities, dead_units = self._forward(split.images)
        return Measurement(
            loss=float(self._loss(targets(split.labels, self._recipe, outputs.shape[1]), outputs)),
            accuracy=accuracy_of(split.labels, outputs),
            probabilities=probabilities,
            dead_units=dead_units,
        )

    def _forward(
        self, images: NDArray[np.uint8]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], tuple[int, ...]]:
        """Outputs and probabilities, float32 (n, classes) each, and the counts of dead units."""
        starts = range(0, len(images), BATCH)
        parts = [self._call(images[start : start + BATCH, :, :, np.newaxis]) for start in starts]
        outputs, probabilities, *highest = zip(*parts, strict=True)
        dead_units = tuple(int(np.sum(np.max(each, axis=0) == 0)) for each in highest)
        return np.concatenate(outputs), np.concatenate(probabilities), dead_units


def _highest(model: keras.Model, spec: ModelSpec) -> list[keras.KerasTensor]:
    """For each layer of `relu_layers`, the highest value of each unit or channel in a batch: (count,)."""
    own = model.layers[-len(spec.layers) :]
    outputs = [own[layer.position - 1].output for layer in relu_layers(spec)]
    return [keras.ops.max(each, axis=tuple(range(len(each.shape) - 1))) for each in outputs]
