"""What could be better about a training that learns, by rules about its curves; and what to change for it.

`diagnosis` tells of trainings that fail to learn. The rules here compare with the preset's settings and with
the run's own curves, never with test.
"""

from typing import Final

import numpy as np

from core.models.recipe import Recipe
from core.models.settings import SETTINGS
from core.runs.curves import Curves, Floats
from core.runs.dead_units import advise_on_dead_units
from core.runs.manifest import Manifest
from core.runs.remedy import Advice, usual_recipe
from core.text import Fact, text

OVERFITTED: Final = 1.3
"""A validation loss that stays above so many times that of its best epoch has turned."""

LATE_EPOCHS: Final = 3
"""So many epochs in a row say that it stays there."""

JUMPING_SHARE: Final = 0.2
"""A training loss that rises in this part of the epochs jumps."""

NOISE: Final = 8.0
"""A learning rate per image of the batch that is so many times the preset's makes the updates noisy."""

HARDLY_FALLING: Final = 0.85
"""A training loss above this part of that of the epoch before hardly falls."""

SMALL_LOSS: Final = 0.05
"""Below it a training has learned its images, and what is left goes up and down in any training."""

PATIENCE: Final = 3
"""So many epochs without a better validation loss end a training that would overfit."""

SLOW_ACCURACY: Final = 0.9
"""A training that ends below this, while its loss falls from epoch to epoch by"""

STEADY: Final = 0.98
"""this factor at least, has not come to its end."""

OVERFITTING: Final = (
    "The model overfits: validation loss rose from {lowest} after epoch {epoch} to {latest}, while"
    " training loss fell."
)
STOP_EARLY: Final = (
    "Train with early stopping (patience {patience}) and use the best epoch, or give the model dropout or"
    " augmentation."
)
REGULARISE: Final = "Give the model dropout or augmentation."
ON_TEST: Final = f"{REGULARISE} This run validates on test, and test must not choose the number of epochs."
JUMPING: Final = (
    "The training loss goes up and down: it rose in {rises} of {steps} epochs. Each update is too large;"
    " lower the learning rate from {rate}, the preset's is {usual}."
)
NOISY: Final = (
    "The training loss hardly falls any more. The learning rate {rate} is high for a batch of {batch}:"
    " the mean over few images is noisy. Raise the batch size to the preset's {usual_batch}, or lower the"
    " learning rate."
)
SLOW: Final = (
    "The model learns slowly: training accuracy is {accuracy} after {epochs} epochs,"
    " and the loss still falls."
)
RAISE: Final = "Raise the learning rate from {rate}; the preset's is {usual}."
LONGER: Final = "Train for more epochs, or raise the learning rate; it is {rate}."


def advise(curves: Curves, manifest: Manifest, *, is_live: bool) -> Advice | None:
    """The first thing that could be better; None while nothing could, or nothing can be told yet.

    Dead units come first, for what has died stays so: a training that jumps can go on with a lower learning
    rate, but one with dead units has to begin anew with it. Overfitting comes behind what makes the training
    loss itself untrustworthy. A slow training is none of these.

    Args:
        curves: The points; those of epochs that were stopped on their way do not count.
        manifest: What the training is.
        is_live: Whether it goes on, so that it may still learn.
    """
    if died := advise_on_dead_units(curves.dead_units, manifest):
        return died
    whole = ~curves.partial
    loss, val_loss = curves.loss[whole], curves.val_loss[whole]
    if len(loss) < LATE_EPOCHS or not np.isfinite(loss).all():
        return None
    recipe = manifest.last_recipe
    usual = usual_recipe(manifest)
    slow = None if is_live else _slow(loss, float(curves.accuracy[whole][-1]), recipe, usual)
    return (
        _jumping(loss, recipe, usual)
        or _noisy(loss, recipe, usual)
        or _overfitting(loss, val_loss, recipe)
        or slow
    )


def _jumping(loss: Floats, recipe: Recipe, usual: Recipe) -> Advice | None:
    """Whether the loss rises again and again with a learning rate above the preset's."""
    rate, usual_rate = recipe.optimizer.learning_rate, usual.optimizer.learning_rate
    steps, rises = len(loss) - 1, int(np.sum(np.diff(loss) > 0))
    if rate < 2 * usual_rate or rises < JUMPING_SHARE * steps or loss[-1] < SMALL_LOSS:
        return None
    facts: dict[str, Fact] = {"rises": rises, "steps": steps, "rate": f"{rate:g}", "usual": f"{usual_rate:g}"}
    return Advice(text(JUMPING, **facts), {"learning_rate": usual_rate})


def _noisy(loss: Floats, recipe: Recipe, usual: Recipe) -> Advice | None:
    """Whether the batch is too small for the learning rate.

    The noise of the updates grows with the rate divided by the batch size (Smith et al. 2018, "Don't decay
    the learning rate, increase the batch size", section 2).
    """
    rate, usual_rate = recipe.optimizer.learning_rate, usual.optimizer.learning_rate
    noise = rate / recipe.batch_size / (usual_rate / usual.batch_size)
    is_falling = loss[-1] <= HARDLY_FALLING * loss[-2] or loss[-1] < SMALL_LOSS
    if recipe.batch_size >= usual.batch_size or noise < NOISE or is_falling:
        return None
    facts: dict[str, Fact] = {
        "rate": f"{rate:g}",
        "batch": recipe.batch_size,
        "usual_batch": usual.batch_size,
    }
    return Advice(text(NOISY, **facts), {"batch_size": usual.batch_size})


def _overfitting(loss: Floats, val_loss: Floats, recipe: Recipe) -> Advice | None:
    """Whether validation loss has turned for good while training loss falls."""
    if not np.isfinite(val_loss).all():
        return None
    best = int(np.argmin(val_loss))
    lowest = float(val_loss[best])
    has_turned = best < len(val_loss) - LATE_EPOCHS and val_loss[-LATE_EPOCHS:].min() > OVERFITTED * lowest
    if not has_turned or loss[-1] >= loss[best]:
        return None
    facts: dict[str, Fact] = {"lowest": f"{lowest:.3g}", "epoch": best + 1, "latest": f"{val_loss[-1]:.3g}"}
    if recipe.validation == "test":
        return Advice(text(f"{OVERFITTING} {ON_TEST}", **facts), {})
    if 0 < recipe.patience <= PATIENCE and recipe.used_epoch == "best":
        return Advice(text(f"{OVERFITTING} {REGULARISE}", **facts), {})
    stop_early = text(f"{OVERFITTING} {STOP_EARLY}", **facts, patience=PATIENCE)
    return Advice(stop_early, {"patience": PATIENCE, "used_epoch": "best"})


def _slow(loss: Floats, accuracy: float, recipe: Recipe, usual: Recipe) -> Advice | None:
    """Whether a training ended while its loss was still falling from epoch to epoch."""
    if accuracy >= SLOW_ACCURACY or not np.all(loss[1:] < STEADY * loss[:-1]):
        return None
    rate, usual_rate = recipe.optimizer.learning_rate, usual.optimizer.learning_rate
    facts: dict[str, Fact] = {
        "accuracy": f"{accuracy:.1%}",
        "epochs": len(loss),
        "rate": f"{rate:g}",
        "usual": f"{usual_rate:g}",
    }
    if rate < usual_rate:
        return Advice(text(f"{SLOW} {RAISE}", **facts), {"learning_rate": usual_rate})
    return Advice(
        text(f"{SLOW} {LONGER}", **facts), {"epochs": min(SETTINGS["epochs"].highest, 2 * recipe.epochs)}
    )
