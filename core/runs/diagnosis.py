"""Whether a training learns anything, by rules about its curves; and what to do if it does not."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from core.models.settings import SETTINGS
from core.runs.curves import Curves, Floats
from core.runs.manifest import Manifest
from core.runs.remedy import Advice, Changes, lower_rate, usual_recipe
from core.text import text

MOST_EPOCHS: Final = SETTINGS["epochs"].highest

NEAR_CHANCE: Final = 2.0
"""An accuracy of up to so many times that of guessing is near chance."""

EXPLODED: Final = 10.0
"""No loss of the lab is above this before the first update: ten classes start at ln(10) = 2.3 nats."""

RISEN: Final = 1.5
"""A loss of so many times that of its lowest epoch has risen, and"""

FALLEN: Final = 0.02
"""an accuracy this far below that of its best epoch has fallen: a small loss that rises alone is noise."""

FALLING: Final = 0.9
"""A loss that is below this part of its first values falls."""

ENOUGH_EPOCHS: Final = 0.5
"""A shorter part of the first epoch tells nothing."""


EXPLODING: Final = (
    "The loss exploded to {loss}, and training accuracy is near chance: {accuracy}; guessing gives {chance}."
)
NOT_FINITE: Final = "The training loss is no longer a finite number."
NEAR_GUESSING: Final = "Training accuracy is near chance: {accuracy}; guessing gives {chance}."
RISING: Final = "The training loss rises: {loss} in the last epoch, {lowest} before."

RAISE_TO: Final = "Raise the learning rate from {rate}; the preset's is {usual}."
LONGER: Final = "Train for more epochs, or raise the learning rate; it is {rate}."


def diagnose(curves: Curves, manifest: Manifest, *, class_count: int, is_live: bool) -> Advice | None:
    """What is wrong with a training, with the remedy; None while nothing is, or nothing can be told yet.

    Args:
        curves: Its points; those of its batches count only before its first epoch has ended.
        manifest: What it is.
        class_count: Number of classes that it tells apart.
        is_live: Whether it goes on, so that it may still learn.
    """
    loss, accuracy = _told(curves)
    if not len(loss):
        return None
    if not np.isfinite(loss[-1]):
        return _with_remedy(NOT_FINITE, manifest, True, {})
    highest, latest = _highest(curves), float(accuracy[-1])
    exploded = highest > EXPLODED
    chance = 1 / class_count
    if latest <= NEAR_CHANCE * chance and (exploded or not (is_live and _may_still_learn(curves))):
        facts = {"accuracy": f"{latest:.1%}", "chance": f"{chance:.0%}", "loss": f"{highest:,.4g}"}
        return _with_remedy(EXPLODING if exploded else NEAR_GUESSING, manifest, exploded, facts)
    lowest, best = float(np.nanmin(loss)), float(np.nanmax(accuracy))
    if loss[-1] > RISEN * lowest and latest < best - FALLEN:
        return _with_remedy(RISING, manifest, True, {"loss": f"{loss[-1]:.4g}", "lowest": f"{lowest:.4g}"})
    return None


def _highest(curves: Curves) -> float:
    """The highest loss that was told, of an epoch or of batches; a finite one."""
    told = np.concatenate([curves.loss, curves.batch_loss])
    return float(np.max(told[np.isfinite(told)], initial=0.0))


def _may_still_learn(curves: Curves) -> bool:
    """Whether the loss falls so far, or there are too few points to tell: some trainings begin slowly."""
    loss = curves.loss if len(curves.epoch) else curves.batch_loss
    loss = loss[np.isfinite(loss)]
    tenth = max(1, len(loss) // 10)
    return len(loss) < 2 or bool(loss[-tenth:].mean() < FALLING * loss[:tenth].mean())


def _told(curves: Curves) -> tuple[Floats, Floats]:
    """Training loss and accuracy by epoch; late in the first epoch, their means over half of that part.

    A batch whose loss rounding hides counts for nothing.
    """
    is_early = not len(curves.batch_x) or curves.batch_x[-1] < ENOUGH_EPOCHS
    if len(curves.epoch) or is_early:
        return curves.loss, curves.accuracy
    late = (curves.batch_x > curves.batch_x[-1] / 2) & np.isfinite(curves.batch_loss)
    if not late.any():
        return curves.loss, curves.accuracy
    return curves.batch_loss[late].mean(keepdims=True), curves.batch_accuracy[late].mean(keepdims=True)


def _with_remedy(what: str, manifest: Manifest, too_high: bool, facts: Mapping[str, str]) -> Advice:
    """A sentence about what is wrong, and one about the learning rate, which is too high or else too low."""
    rate = manifest.last_recipe.optimizer.learning_rate
    usual = usual_recipe(manifest).optimizer.learning_rate
    changes: Changes
    if too_high or rate > usual:
        remedy, changes = lower_rate(manifest)
    elif rate < usual:
        remedy, changes = RAISE_TO, {"learning_rate": usual}
    else:
        remedy, changes = LONGER, {"epochs": min(MOST_EPOCHS, 2 * manifest.epochs)}
    return Advice(text(f"{what} {remedy}", rate=f"{rate:g}", usual=f"{usual:g}", **facts), changes)
