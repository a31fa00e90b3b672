"""Models with the programs that TensorFlow has compiled for them, which later trainings use again.

To compile takes longer than an epoch of a dense net, and most trainings are like one before: the same preset
again, another trial of a sweep. What a program has as constants is its key; weights, the optimiser's state
and the images are given to it.
"""

import json
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

import keras

from core.models.recipe import Recipe
from core.models.spec import ModelSpec
from core.training.compilation import compile_model
from core.training.feed import Feed
from core.training.loop import RunEpoch, is_chunked, make_loop
from core.training.measurement import Measure

MOST_KEPT: Final = 6
"""Each takes about 5 MB."""

_kept: OrderedDict[Hashable, "CompiledModel"] = OrderedDict()


class CompiledModel:
    """A model that is compiled by a recipe; nothing is compiled before its first use.

    Attributes:
        model: The model with its optimiser.
        run_epoch: Trains it for an epoch, counted from 0, on what a feed gives.
        measure: Measures it on a split.
    """

    run_epoch: RunEpoch

    def __init__(
        self, model: keras.Model, optimizer: keras.optimizers.Optimizer, spec: ModelSpec, recipe: Recipe
    ) -> None:
        compile_model(model, spec, recipe, optimizer)
        self.model = model
        self.run_epoch = make_loop(model, spec, recipe)
        self.measure = Measure(model, spec, recipe)

    def copy_state(self, model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
        """Takes the weights of a like model and the state of its optimiser."""
        if not optimizer.built:
            optimizer.build(model.trainable_variables)
        own = [*self.model.variables, *self.model.optimizer.variables]
        for variable, other in zip(own, [*model.variables, *optimizer.variables], strict=True):
            variable.assign(other)


def take(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, spec: ModelSpec, recipe: Recipe, feed: Feed
) -> CompiledModel:
    """A compiled model in the state of a model and its optimiser: one that was kept, or that very model.

    Nobody else gets it before it is kept again.
    """
    compiled = _kept.pop(_key(model, optimizer, spec, recipe, feed), None)
    if compiled is None:
        return CompiledModel(model, optimizer, spec, recipe)
    compiled.copy_state(model, optimizer)
    return compiled


def keep(compiled: CompiledModel, spec: ModelSpec, recipe: Recipe, feed: Feed) -> None:
    """Keeps a compiled model, and the last few others, for later trainings."""
    _kept[_key(compiled.model, compiled.model.optimizer, spec, recipe, feed)] = compiled
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)


def _key(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, spec: ModelSpec, recipe: Recipe, feed: Feed
) -> Hashable:
    """What the programs of a compiled model depend on, beside what they are given."""
    constants = optimizer.get_config()
    if isinstance(constants["learning_rate"], float):
        del constants["learning_rate"]  # a variable; only the numbers of a schedule are constants
    return (
        spec,
        model.output_shape,
        json.dumps(constants, sort_keys=True),
        (recipe.loss, recipe.loop, recipe.batch_size, recipe.augmentation),
        len(feed.source.classes)
        if is_chunked(spec, recipe)
        else None,  # a program has the shape of its images
    )
