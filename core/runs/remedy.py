"""What is said of a training, and the changed settings with which one may start it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.models.presets import PRESETS
from core.models.recipe import Recipe
from core.models.settings import SETTINGS, changed_recipe
from core.runs.draft import Draft, draft_again
from core.runs.manifest import Manifest
from core.runs.origin import PresetOrigin
from core.text import Text, counted

Changes = Mapping[str, int | float | str]
"""New values of settings, by their names."""

LOWER: Final = "Lower the learning rate; it is {rate}."
LOWER_TO: Final = "Lower the learning rate from {rate}; the preset's is {usual}."


@dataclass(frozen=True)
class Advice:
    """A sentence about a training, and the settings to start it again with.

    Attributes:
        text: What is seen, why, and what to do.
        changes: Empty where no setting helps.
    """

    text: Text
    changes: Changes

    @property
    def words(self) -> str:
        """The new settings, such as "learning rate 0.003" or "20 epochs"; empty where there are none."""
        return ", ".join(_words(name, value) for name, value in self.changes.items())


def _words(name: str, value: float | str) -> str:
    if isinstance(value, str):  # of `used_epoch`, the one that is no number
        return f"{value} epoch used"
    return counted(value, "epoch") if name == "epochs" else f"{SETTINGS[name].label.lower()} {value:.15g}"


def usual_recipe(manifest: Manifest) -> Recipe:
    """What a training is compared with: its preset's recipe, or its own if that has another optimizer.

    The learning rate of another optimizer would tell nothing.
    """
    recipe, preset = manifest.last_recipe, PRESETS.get(manifest.preset)
    is_like = preset is not None and preset.recipe.optimizer.kind == recipe.optimizer.kind
    return preset.recipe if preset is not None and is_like else recipe


def lower_rate(manifest: Manifest) -> tuple[str, Changes]:
    """What to say where the learning rate is too high, with places for `rate` and `usual`; and the change.

    That is to the preset's, or to a tenth of a rate that is not above it.
    """
    rate = manifest.last_recipe.optimizer.learning_rate
    usual = usual_recipe(manifest).optimizer.learning_rate
    if rate > usual:
        return LOWER_TO, {"learning_rate": usual}
    return LOWER, {"learning_rate": float(f"{rate / 10:.3g}")}


def draft_with_advice(manifest: Manifest, changes: Changes) -> Draft:
    """The same training once more, from its start, with other settings.

    Raises:
        RecipeError: If a value is out of its range.
    """
    recipe = changed_recipe(manifest.last_recipe, dict(changes))
    origin = PresetOrigin(preset=manifest.preset)  # where a fork began does not count
    return draft_again(manifest).model_copy(update={"recipe": recipe, "changes": (), "origin": origin})
