"""The learning rate over the steps of a run, as its optimiser's schedule has it."""

import math
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from core.models.recipe import SGD, Adam, AdamW, Optimizer, Recipe, RMSprop

Floats = NDArray[np.float64]


def learning_rates(optimizer: Optimizer, steps: Floats, total_steps: int) -> Floats:
    """The learning rate of the updates that follow after some steps.

    As Keras has them: `CosineDecay` for the cosine schedule (Loshchilov and Hutter 2017, "SGDR", without
    restarts), with a linear warm-up in AdamW, and `InverseTimeDecay` for RMSprop's decay.

    Args:
        optimizer: The optimiser of a recipe.
        steps: (n,) steps taken before, from 0; fractions are allowed.
        total_steps: Steps of the whole run.

    Returns:
        (n,) the rates.
    """
    rate = optimizer.learning_rate
    match optimizer:
        case SGD():
            return np.full(len(steps), rate)
        case RMSprop(decay=decay):
            return rate / (1 + decay * steps)
        case Adam(schedule=schedule):
            return _cosine(rate, steps, total_steps) if schedule == "cosine" else np.full(len(steps), rate)
        case AdamW(schedule=schedule):
            return _adamw(optimizer, steps, total_steps)
        case _:
            assert_never(optimizer)


def rates_by_epoch(recipe: Recipe, images: int, positions: Floats) -> Floats:
    """The learning rate at positions of a run.

    Args:
        recipe: How it is trained.
        images: Images in an epoch.
        positions: (n,) in epochs, fractions included.
    """
    steps = math.ceil(images / recipe.batch_size)
    return learning_rates(recipe.optimizer, positions * steps, recipe.epochs * steps)


def _adamw(optimizer: AdamW, steps: Floats, total_steps: int) -> Floats:
    rate = optimizer.learning_rate
    if optimizer.schedule == "constant":
        return np.full(len(steps), rate)
    warm_steps = round(optimizer.warmup * total_steps)
    falling = _cosine(rate, steps - warm_steps, total_steps - warm_steps)
    return np.where(steps < warm_steps, rate * steps / warm_steps, falling) if warm_steps else falling


def _cosine(rate: float, steps: Floats, total_steps: int) -> Floats:
    """From `rate` to 0 along half a cosine."""
    share = np.clip(steps / max(1, total_steps), 0, 1)
    return rate * (1 + np.cos(np.pi * share)) / 2
