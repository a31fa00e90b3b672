"""Whether a run can be changed as somebody wishes, and what comes of it, in sentences."""

from typing import Final

from core.models.recipe import Recipe
from core.models.settings import RecipeError, changed_recipe
from core.names import WishError
from core.runs.change import NewSettings
from core.runs.origin import TrialOrigin
from core.runs.run import CannotResumeError, Run
from core.runs.state import State
from core.text import Text, text

COSINE: Final = text(
    "The rate falls along a cosine over all epochs: a new learning rate is where it falls from, and more"
    " epochs stretch it, so that the rate rises again."
)
DECAY: Final = text("The rate falls with every step; a new learning rate is where it would have started.")


def checked_change(run: Run, learning_rate: float | None, epochs: int | None) -> NewSettings:
    """A change of a run as it stands.

    Args:
        run: The run.
        learning_rate: In place of the one that it has; None leaves it.
        epochs: How many it shall have in all; None leaves them.

    Raises:
        RecipeError: If a value is out of its range.
        CannotResumeError: If the run has ended and cannot go on.
        WishError: If nothing would come of it.
    """
    if isinstance(run.manifest.origin, TrialOrigin):
        raise WishError("{run} is a trial of a sweep and keeps its settings; fork it instead.", run=run.name)
    recipe = run.manifest.last_recipe
    changed = changed_recipe(recipe, {"learning_rate": learning_rate, "epochs": epochs})
    if changed.epochs <= run.epochs_done and epochs is not None:
        raise RecipeError({"epochs": _too_few(run, epochs)})
    if changed == recipe:
        raise WishError("This is how {run} is trained already.", run=run.name)
    if not run.has_checkpoint:
        raise CannotResumeError(run)
    _check_end(run, changed, recipe)
    return NewSettings(learning_rate=learning_rate, epochs=epochs)


def _too_few(run: Run, epochs: int) -> Text:
    told = "Enter a number of epochs above {done}, for so many are trained; you entered {given}."
    return text(told, done=run.epochs_done, given=epochs)


def _check_end(run: Run, changed: Recipe, recipe: Recipe) -> None:
    """Refuses what would not let a run go on that has ended."""
    rate = recipe.optimizer.learning_rate
    if run.state is State.FINISHED and changed.epochs <= run.epochs_done:
        raise WishError(
            "{run} has trained all its epochs; add epochs for a new learning rate to count.", run=run.name
        )
    if run.has_diverged and changed.optimizer.learning_rate >= rate:
        raise WishError("The loss exploded with learning rate {rate}; enter a lower one.", rate=f"{rate:g}")


def rate_note(recipe: Recipe) -> Text | None:
    """What a change does to a learning rate that does not stay the same by itself; None if it does."""
    optimizer = recipe.optimizer
    if optimizer.kind == "rmsprop" and optimizer.decay:
        return DECAY
    return COSINE if getattr(optimizer, "schedule", "constant") == "cosine" else None
