"""When a training ends by itself before its last epoch: early stopping, a target, a limit of time."""

from collections.abc import Iterable, Sequence

from core.models.recipe import Recipe
from core.runs.events import EpochEvent
from core.runs.kept_epochs import best_epoch
from core.text import Text, text


def reason_to_end(recipe: Recipe, epochs: Iterable[EpochEvent]) -> Text | None:
    """Why a training ends after what was told of its epochs; None if it goes on.

    It depends on nothing else, so a run that was resumed ends after the same epoch as one that was not.

    Args:
        recipe: That of the run.
        epochs: What was told of its epochs in order, each once, those of earlier attempts included.
    """
    complete = [each for each in epochs if not each["partial"]]
    measured = complete if recipe.validation == "validation" else []
    return _by_target(recipe, measured) or _by_patience(recipe, measured) or _by_time(recipe, complete)


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


def _by_patience(recipe: Recipe, epochs: Sequence[EpochEvent]) -> Text | None:
    """As `keras.callbacks.EarlyStopping` on `val_loss` with a `min_delta` of 0."""
    if not (recipe.patience and epochs):
        return None
    lowest = min(epochs, key=lambda each: (each["val_loss"], each["epoch"]))["epoch"]
    if epochs[-1]["epoch"] - lowest < recipe.patience:
        return None
    return text(
        "Stopped early: no better validation loss for {waited}; best epoch {best}.",
        waited="1 epoch" if recipe.patience == 1 else f"{recipe.patience:,} epochs",
        best=best_epoch(recipe, epochs) or lowest,
    )


def _by_time(recipe: Recipe, epochs: Sequence[EpochEvent]) -> Text | None:
    seconds = sum(each["seconds"] for each in epochs)
    if not recipe.time_limit or seconds < recipe.time_limit * 60:
        return None
    return text("Reached the time limit of {minutes} minutes.", minutes=f"{recipe.time_limit:.15g}")
