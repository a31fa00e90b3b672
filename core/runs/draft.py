"""What a run starts from."""

from datetime import datetime

from core.data.dataset import DatasetFacts
from core.data.datasets import DEFAULT_DATASET, DatasetName
from core.models.preset import Preset
from core.models.recipe import Recipe
from core.models.settings import changed_recipe
from core.models.spec import ModelSpec, Spec, for_classes
from core.runs.change import TakenChange
from core.runs.learned_drawings import LearnedDrawings
from core.runs.manifest import Manifest
from core.runs.origin import Origin, PresetOrigin, TrialOrigin


class Draft(Spec):
    """A training that somebody wants, before it is a run.

    Attributes:
        dataset: Name of the data set.
        model: The layers.
        recipe: How it is trained from its start.
        changes: What of the recipe is changed on its way.
        origin: What it came from.
        drawings: Which drawings it learns beside the data set; None for those of the day on which it starts.
    """

    dataset: DatasetName = DEFAULT_DATASET
    model: ModelSpec
    recipe: Recipe
    changes: tuple[TakenChange, ...] = ()
    origin: Origin
    drawings: LearnedDrawings | None = None

    @property
    def title(self) -> str:
        """What a run of it is called, before its number."""
        return self.origin.title

    def manifest(
        self,
        *,
        person: str,
        created: datetime,
        versions: dict[str, str],
        drawings: LearnedDrawings | None = None,
    ) -> Manifest:
        """The manifest of a run that starts from this and learns some drawings."""
        return Manifest(
            origin=self.origin,
            dataset=self.dataset,
            model=self.model,
            recipe=self.recipe,
            changes=self.changes,
            person=person,
            created=created,
            versions=versions,
            drawings=drawings,
        )


def draft_of(preset: Preset, **changes: int | float | str | None) -> Draft:
    """A preset with some of its settings replaced, by their names; None keeps the preset's own.

    Raises:
        RecipeError: If a value is out of its range.
    """
    recipe = changed_recipe(preset.recipe, changes)
    return Draft(model=preset.model, recipe=recipe, origin=PresetOrigin(preset=preset.id))


def draft_again(manifest: Manifest) -> Draft:
    """The same training once more, with the changes on its way; that of a trial is no trial again."""
    origin = manifest.origin
    if isinstance(origin, TrialOrigin):
        origin = PresetOrigin(preset=origin.preset)
    return Draft(
        dataset=manifest.dataset,
        model=manifest.model,
        recipe=manifest.recipe,
        changes=manifest.changes,
        origin=origin,
        drawings=manifest.drawings,
    )


def draft_on(draft: Draft, dataset: DatasetFacts, name: str) -> Draft:
    """The same training of the data set of that name; its model ends in a number for each class of that."""
    return draft.model_copy(update={"dataset": name, "model": for_classes(draft.model, len(dataset.classes))})
