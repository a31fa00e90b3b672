"""When a training ends by itself before its last epoch: early stopping, a target, a limit of time."""

from collections.abc import Callable, Iterable, Sequence

from core.models.recipe import Recipe
from core.runs.events import EpochEvent
from core.text import Text, counted, text


def reason_to_end(recipe: Recipe, epochs: Iterable[EpochEvent], changed_after: int = 0) -> Text | None:
    """Why a training ends after what was told of its epochs; None if it goes on.

    It depends on nothing else, so a run that was resumed ends after the same epoch as one that was not.

    Args:
        recipe: That of the run.
        epochs: What was told of its epochs in order, each once, those of earlier attempts included.
        changed_after: The complete epochs after which it was last given other settings, or forked; else 0.
            What would have ended it before does not count again, and patience begins anew.
    """
    complete = [each for each in epochs if not each["partial"]]
    measured = complete if recipe.validation == "validation" else []
    before = sum(each["epoch"] <= changed_after for each in complete)
    return (
        _newly(_by_target, recipe, measured, before)
        or _by_patience(recipe, measured, before)
        or _newly(_by_time, recipe, complete, before)
    )


def _newly(
    rule: Callable[[Recipe, Sequence[EpochEvent]], Text | None],
    recipe: Recipe,
    epochs: Sequence[EpochEvent],
    before: int,
) -> Text | None:
    """What a rule says of all epochs, unless it has said something of the first `before` ones already."""
    return None if rule(recipe, epochs[:before]) else rule(recipe, epochs)


def _by_target(recipe: Recipe, epochs: Sequence[EpochEvent]) -> Text | None:
    if not recipe.target_accuracy:
        return None
    for each in epochs:
        if each["val_accuracy"] * 100 >= recipe.target_accuracy:
            return text(
                "Reached the target: validation accuracy {accuracy} after epoch {epoch}.",
                accuracy=f"{each['val_accuracy']:.2%}", epoch=each["epoch"],
            )  # fmt: skip
    return None


def _by_patience(recipe: Recipe, epochs: Sequence[EpochEvent], before: int) -> Text | None:
    """As `keras.callbacks.EarlyStopping` on `val_loss` with `min_delta` 0; the first epochs do not count."""
    if not (recipe.patience and epochs[before:]):
        return None
    lowest = min(epochs[before:], key=lambda each: (each["val_loss"], each["epoch"]))["epoch"]
    if epochs[-1]["epoch"] - lowest < recipe.patience:
        return None
    return text(
        "Stopped early: no better validation loss for {waited}; it was lowest after epoch {lowest}.",
        waited=counted(recipe.patience, "epoch"),
        lowest=lowest,
    )


def _by_time(recipe: Recipe, epochs: Sequence[EpochEvent]) -> Text | None:
    seconds = sum(each["seconds"] for each in epochs)
    if not recipe.time_limit or seconds < recipe.time_limit * 60:
        return None
    return text("Reached the time limit of {limit}.", limit=counted(recipe.time_limit, "minute"))
