"""The loop by which a recipe trains a model."""

from collections.abc import Callable

import keras

from core.models.recipe import Recipe
from core.models.spec import ModelSpec
from core.training.compilation import suits_xla
from core.training.feed import Feed
from core.training.fit import FitLoop, XlaLoop
from core.training.meter import EpochMeter
from core.training.tape import TapeLoop

RunEpoch = Callable[[Feed, int, EpochMeter], None]
"""Trains an epoch, counted from 0, on what a feed gives, or its first part if the meter says so."""


def make_loop(model: keras.Model, spec: ModelSpec, recipe: Recipe) -> RunEpoch:
    """The loop of a compiled model; it is compiled itself in the first epoch."""
    if recipe.loop == "gradient_tape":
        return TapeLoop(model, spec, recipe)
    return XlaLoop(model, spec, recipe) if is_chunked(spec, recipe) else FitLoop(model)


def is_chunked(spec: ModelSpec, recipe: Recipe) -> bool:
    """Whether the loop gives a program all images at once, see `ChunkProgram`, and not batch by batch."""
    return recipe.loop == "gradient_tape" or suits_xla(spec, recipe)
