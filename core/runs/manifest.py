"""A run's manifest: everything needed to run it again."""

import importlib.metadata
import platform
from typing import Any

from pydantic import AwareDatetime, Field, model_validator

from core.data.datasets import DEFAULT_DATASET, DatasetName
from core.models.recipe import Recipe
from core.models.spec import ModelSpec, Spec
from core.runs.change import TakenChange, recipe_after
from core.runs.learned_drawings import LearnedDrawings
from core.runs.origin import ForkOrigin, Origin

_DECIDING_PACKAGES = ("keras", "tensorflow", "numpy", "digit-lab")


class Manifest(Spec):
    """A training that can be run again: same manifest and machine, same weights.

    Attributes:
        origin: What it came from.
        dataset: Name of the data set.
        model: The layers.
        recipe: How it is trained from its start.
        changes: What of the recipe was changed on its way, in order.
        person: Id of whoever started it.
        created: When it was asked for, with its time zone.
        versions: Versions of the software that decides the result, by package name.
        drawings: The drawings that it learns beside the data set; None if the recipe's weight of them is 0.
    """

    origin: Origin
    dataset: DatasetName = DEFAULT_DATASET
    model: ModelSpec
    recipe: Recipe
    changes: tuple[TakenChange, ...] = ()
    person: str = Field(max_length=64)
    created: AwareDatetime
    versions: dict[str, str]
    drawings: LearnedDrawings | None = None

    @model_validator(mode="before")
    @classmethod
    def _take_preset_for_origin(cls, fields: Any) -> Any:
        """Reads a manifest of an earlier version, which has `preset` and no origin."""
        if isinstance(fields, dict) and "preset" in fields and "origin" not in fields:
            fields = dict(fields)
            fields["origin"] = {"kind": "preset", "preset": fields.pop("preset")}
        return fields

    @property
    def drawing_count(self) -> int:
        """How many drawings it learns."""
        return self.drawings.count if self.drawings else 0

    @property
    def forked_after(self) -> int:
        """The complete epochs that a fork has from the run that it was forked from; 0 if it is no fork."""
        return self.origin.epoch if isinstance(self.origin, ForkOrigin) else 0

    @property
    def preset(self) -> str:
        """Id of the preset it came from; empty if it came from none."""
        return self.origin.preset

    def recipe_after(self, done: int) -> Recipe:
        """The recipe that is in force for the epoch that follows `done` complete ones."""
        return recipe_after(self.recipe, self.changes, done)

    @property
    def last_recipe(self) -> Recipe:
        """The recipe with all changes."""
        return recipe_after(self.recipe, self.changes, max((each.after for each in self.changes), default=0))

    @property
    def epochs(self) -> int:
        """How many epochs it shall have, as it stands now."""
        said = [each.epochs for each in self.changes if each.epochs is not None]
        return said[-1] if said else self.recipe.epochs

    def changed(self, change: TakenChange) -> "Manifest":
        """The manifest with one change more."""
        return self.model_copy(update={"changes": (*self.changes, change)})


def current_versions() -> dict[str, str]:
    """Versions of what decides a training's result."""
    packages = {name: importlib.metadata.version(name) for name in _DECIDING_PACKAGES}
    return {"python": platform.python_version(), **packages}
