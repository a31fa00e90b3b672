"""A run's manifest: everything needed to run it again."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from core.models.presets import Preset
from core.models.recipe import Recipe
from core.models.spec import ModelSpec, Spec


class Manifest(Spec):
    """A training that can be run again: same manifest and machine, same weights.

    Attributes:
        preset: Id of the preset it came from.
        dataset: Name of the data set.
        model: The layers.
        recipe: How it is trained.
        person: Id of whoever started it.
        created: When it was asked for, with its time zone.
        versions: Versions of the software that decides the result, by package name.
    """

    preset: str
    dataset: Literal["mnist"] = "mnist"
    model: ModelSpec
    recipe: Recipe
    person: str = Field(max_length=64)
    created: AwareDatetime
    versions: dict[str, str]


class RecipeError(ValueError):
    """A setting that no training can have; its message says which and what to do."""


_NAMES = {
    "epochs": "Epochs",
    "batch_size": "Batch size",
    "seed": "Seed",
    "learning_rate": "Learning rate",
}


def changed_recipe(
    preset: Preset,
    *,
    epochs: int | None = None,
    batch_size: int | None = None,
    learning_rate: float | None = None,
    seed: int | None = None,
) -> Recipe:
    """The preset's recipe with some settings replaced; None keeps the preset's own.

    Raises:
        RecipeError: If a value is out of its range.
    """
    recipe = preset.recipe.model_dump()
    changes = {"epochs": epochs, "batch_size": batch_size, "seed": seed}
    recipe.update({name: value for name, value in changes.items() if value is not None})
    if learning_rate is not None:
        recipe["optimizer"]["learning_rate"] = learning_rate
    try:
        return Recipe.model_validate(recipe)
    except ValidationError as error:
        raise RecipeError(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    """A sentence about each setting that is wrong."""
    return " ".join(_sentence(str(each["loc"][-1]), each["msg"], each["input"]) for each in error.errors())


def _sentence(field: str, message: str, given: object) -> str:
    what = message.replace("Input should be", "must be")
    return f"{_NAMES.get(field, field)} {what}; {given!r} was given."


def new_manifest(
    preset: Preset, recipe: Recipe, *, person: str, created: datetime, versions: dict[str, str]
) -> Manifest:
    """The manifest of a run of `preset` with `recipe`."""
    return Manifest(
        preset=preset.id, model=preset.model, recipe=recipe, person=person, created=created, versions=versions
    )
