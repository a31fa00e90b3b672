"""The optimiser, loss and speed settings that a recipe stands for."""

from typing import Any, Final

import keras

from core.models.recipe import SGD, Adam, AdamW, Optimizer, Recipe, RMSprop
from core.models.shape import count_multiplications
from core.models.spec import ModelSpec

LearningRate = Any
"""A float or a `keras.optimizers.schedules.LearningRateSchedule`; Keras has no types."""

MULTIPLICATIONS_PER_EXECUTION: Final = 1.2e9
"""So many of `count_multiplications` one call of TensorFlow does: two cores take 0.03 to 0.1 s for them."""


def make_optimizer(optimizer: Optimizer, total_steps: int) -> keras.optimizers.Optimizer:
    """The Keras optimiser of a recipe whose run has `total_steps` steps."""
    rate = _learning_rate(optimizer, total_steps)
    match optimizer:
        case SGD():
            return keras.optimizers.SGD(rate)
        case Adam():
            return keras.optimizers.Adam(rate)
        case AdamW(weight_decay=decay):
            return keras.optimizers.AdamW(rate, weight_decay=decay)
        case RMSprop(rho=rho, epsilon=epsilon):
            return keras.optimizers.RMSprop(rate, rho=rho, epsilon=epsilon)


def set_learning_rate(existing: keras.optimizers.Optimizer, optimizer: Optimizer, total_steps: int) -> bool:
    """Gives an optimiser the learning rate of a recipe, whatever it had before; its state stays.

    Returns:
        Whether functions that were compiled with it have to be compiled anew: a rate is a variable that they
        read, but the numbers of a schedule are constants in them.
    """
    existing.learning_rate = rate = _learning_rate(optimizer, total_steps)
    return not isinstance(rate, float)


def _learning_rate(optimizer: Optimizer, total_steps: int) -> LearningRate:
    match optimizer:
        case SGD(learning_rate=lr):
            return lr
        case Adam(learning_rate=lr, schedule=schedule):
            return keras.optimizers.schedules.CosineDecay(lr, total_steps) if schedule == "cosine" else lr
        case AdamW():
            return _adamw_rate(optimizer, total_steps)
        case RMSprop(learning_rate=lr, decay=decay):
            # Time-based decay, lr / (1 + decay * step), was an argument of Keras 1 and 2.
            return keras.optimizers.schedules.InverseTimeDecay(lr, 1, decay) if decay else lr


def _adamw_rate(optimizer: AdamW, total_steps: int) -> LearningRate:
    if optimizer.schedule == "constant":
        return optimizer.learning_rate
    warm_steps = round(optimizer.warmup * total_steps)
    if not warm_steps:
        return keras.optimizers.schedules.CosineDecay(optimizer.learning_rate, total_steps)
    return keras.optimizers.schedules.CosineDecay(
        0.0, total_steps - warm_steps, warmup_target=optimizer.learning_rate, warmup_steps=warm_steps
    )


def make_loss(recipe: Recipe, spec: ModelSpec) -> keras.losses.Loss:
    """The Keras loss of a recipe on a model's outputs."""
    logits = spec.output == "logits"
    match recipe.loss:
        case "categorical_crossentropy":
            return keras.losses.CategoricalCrossentropy(from_logits=logits)
        case "sparse_categorical_crossentropy":
            return keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
        case "mean_squared_error":
            return keras.losses.MeanSquaredError()


def make_accuracy(recipe: Recipe) -> keras.metrics.Metric:
    """Accuracy for the form in which the recipe's loss takes its labels."""
    if recipe.loss == "sparse_categorical_crossentropy":
        return keras.metrics.SparseCategoricalAccuracy("accuracy")
    return keras.metrics.CategoricalAccuracy("accuracy")


def compile_model(
    model: keras.Model, spec: ModelSpec, recipe: Recipe, optimizer: keras.optimizers.Optimizer
) -> None:
    """Compiles a model; nothing here but the recipe changes its results."""
    model.compile(
        optimizer=optimizer,
        loss=make_loss(recipe, spec),
        metrics=[make_accuracy(recipe)],
        steps_per_execution=steps_per_execution(spec, model.output_shape[-1], recipe.batch_size),
        jit_compile=spec.is_dense,  # XLA is slow with convolutions on CPUs
    )
    if not optimizer.built:
        # Variables that only appear in the first step would make TensorFlow trace that step twice.
        optimizer.build(model.trainable_variables)


def suits_xla(spec: ModelSpec, recipe: Recipe) -> bool:
    """Whether XLA can compile whole steps, their augmentation included, and makes them faster on CPUs.

    It lacks an operation of the augmentation, and is slow with convolutions.
    """
    return spec.is_dense and recipe.augmentation is None


def steps_per_execution(spec: ModelSpec, class_count: int, batch_size: int) -> int:
    """Steps between two looks at the training, at least one.

    Each look costs 1 to 2 ms, so fewer steps would be slow and more would make the curve coarse.
    """
    step = count_multiplications(spec, class_count) * batch_size
    return max(1, round(MULTIPLICATIONS_PER_EXECUTION / step))
