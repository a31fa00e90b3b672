"""What is said of a training, and the changed settings with which one may start it again."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.models.settings import SETTINGS, changed_recipe
from core.runs.draft import Draft, draft_again
from core.runs.manifest import Manifest
from core.text import Text


@dataclass(frozen=True)
class Advice:
    """A sentence about a training, and the settings to start it again with.

    Attributes:
        text: What is seen, why, and what to do.
        changes: New values of settings, by their names; empty where no setting helps.
    """

    text: Text
    changes: Mapping[str, int | float]

    @property
    def words(self) -> str:
        """The new settings, such as "learning rate 0.003"."""
        return ", ".join(
            f"{SETTINGS[name].label.lower()} {value:.15g}" for name, value in self.changes.items()
        )


def changed_draft(manifest: Manifest, changes: Mapping[str, int | float]) -> Draft:
    """The same training once more, from its start, with other settings.

    Raises:
        RecipeError: If a value is out of its range.
    """
    recipe = changed_recipe(manifest.last_recipe, dict(changes))
    return draft_again(manifest).model_copy(update={"recipe": recipe, "changes": ()})
