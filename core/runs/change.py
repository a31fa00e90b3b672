"""A change of a run's recipe on its way: from which epoch on, and to what."""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.models.recipe import LearningRate, Recipe
from core.models.settings import changed_recipe
from core.models.spec import Spec
from core.text import counted

Epochs = Annotated[int, Field(ge=1)]


class NewSettings(Spec):
    """What a change says; None leaves a setting as it is.

    Attributes:
        learning_rate: Takes the place of the recipe's rate; where the rate has a schedule, that of its base.
        epochs: How many the run shall have in all. A schedule over the run's steps is stretched to them.
    """

    learning_rate: LearningRate | None = None
    epochs: Epochs | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.learning_rate is None and self.epochs is None:
            raise ValueError("A change says a learning rate or a number of epochs.")
        return self

    def applied_to(self, recipe: Recipe) -> Recipe:
        """The recipe that is in force with it.

        Raises:
            RecipeError: If a value is out of its range.
        """
        return changed_recipe(recipe, {"learning_rate": self.learning_rate, "epochs": self.epochs})

    def taken(self, after: int) -> "TakenChange":
        """What stands in the manifest of a run that takes it after so many complete epochs."""
        return TakenChange(after=after, learning_rate=self.learning_rate, epochs=self.epochs)

    @property
    def words(self) -> str:
        """Such as "learning rate 0.0003, 10 epochs"."""
        rate = [] if self.learning_rate is None else [f"learning rate {self.learning_rate:.15g}"]
        epochs = [] if self.epochs is None else [counted(self.epochs, "epoch")]
        return ", ".join([*rate, *epochs])


class AskedChange(NewSettings):
    """A change that a training shall take when its next epoch begins.

    Attributes:
        command: Number of the command that asks for it.
    """

    command: int


class TakenChange(NewSettings):
    """A change that a run has taken.

    Attributes:
        after: The complete epochs after which it applies: 0 if it does from the start.
    """

    after: int = Field(ge=0)


def recipe_after(recipe: Recipe, changes: Iterable[TakenChange], done: int) -> Recipe:
    """The recipe that is in force for the epoch that follows `done` complete ones."""
    for change in changes:
        if change.after <= done:
            recipe = change.applied_to(recipe)
    return recipe
