"""A run that goes on from an epoch of another one, with other settings."""

from collections.abc import Collection, Iterable, Mapping

from core.models.settings import RecipeError, changed_recipe
from core.names import WishError
from core.runs.change import TakenChange
from core.runs.draft import Draft
from core.runs.origin import ForkOrigin
from core.runs.run import Run
from core.text import text


def checked_epoch(run: Run, epoch: int | None, kept: Collection[int]) -> int:
    """The epoch from which a fork of a run goes on: the last one that is kept, unless another one is wished.

    Raises:
        WishError: If the run has not ended, or its model after that epoch is not kept.
    """
    if run.is_live:
        raise WishError("{run} is queued or training; pause or stop it before you fork it.", run=run.name)
    if not kept:
        raise WishError("{run} has no complete epoch to fork from; train it again instead.", run=run.name)
    chosen = max(kept) if epoch is None else epoch
    if chosen not in kept:
        told = "The model after epoch {epoch} of {run} is not kept; choose one of {kept}."
        numbers = ", ".join(map(str, sorted(kept)))
        raise WishError(told, epoch=chosen, run=run.name, kept=numbers)
    return chosen


def fork_draft(run: Run, epoch: int, settings: Mapping[str, int | float | None]) -> Draft:
    """The training that goes on from an epoch of a run.

    It has the settings in force there; what was changed after that epoch is changed in the fork too, unless
    the setting is said anew: then it holds to the end.

    Args:
        run: The run.
        epoch: The complete epochs after which it parts, from 1.
        settings: The settings that are said anew, by their names; None leaves one as it is.

    Raises:
        RecipeError: If a value is out of its range, or there are fewer epochs than the fork has already.
    """
    manifest = run.manifest
    recipe = changed_recipe(manifest.recipe_after(epoch), settings)
    if recipe.epochs < epoch:
        told = "Enter a number of epochs of at least {epoch}, for so many are trained; you entered {given}."
        raise RecipeError({"epochs": text(told, epoch=epoch, given=recipe.epochs)})
    return Draft(
        dataset=manifest.dataset,
        model=manifest.model,
        recipe=recipe,
        changes=tuple(_later(manifest.changes, epoch, settings)),
        origin=ForkOrigin(preset=manifest.preset, run=run.id, epoch=epoch),
        drawings=manifest.drawings,
    )


def _later(
    changes: Iterable[TakenChange], epoch: int, settings: Mapping[str, int | float | None]
) -> Iterable[TakenChange]:
    """The changes after an epoch, without what is said anew."""
    for change in changes:
        rate = change.learning_rate if settings.get("learning_rate") is None else None
        epochs = change.epochs if settings.get("epochs") is None else None
        if change.after > epoch and (rate is not None or epochs is not None):
            yield TakenChange(after=change.after, learning_rate=rate, epochs=epochs)
