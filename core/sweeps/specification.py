"""What a sweep shall do: which training, which settings, how the next values are chosen, how many trials."""

from typing import Final, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from core.models.presets import PRESETS
from core.models.recipe import Recipe
from core.models.spec import Spec
from core.names import WishError
from core.runs.draft import Draft
from core.runs.origin import TrialOrigin
from core.sweeps.changes import draft_with_values
from core.sweeps.grid import combination_count, combinations
from core.sweeps.space import Dimension, SearchSpace, SettingName, Value, Values
from core.text import Text, text

Sampler = Literal["grid", "random", "tpe"]

MOST_TRIALS: Final = 200

SAMPLER_TITLES: Final[dict[Sampler, str]] = {
    "tpe": "TPE (learns from the trials before)",
    "random": "Random",
    "grid": "Grid (every combination)",
}
"""TPE is the tree-structured Parzen estimator (Bergstra et al. 2011)."""

SPLITS_CHANGED: Final = text(
    "Its trials train on the train split and are compared on the validation split; the preset itself does"
    " not, and a sweep that chose by the test set would make every test score optimistic."
)


_VALUES: Final[TypeAdapter[dict[str, Value]]] = TypeAdapter(dict[str, Value])


class SweepSpec(Spec):
    """A sweep as it was asked for.

    Attributes:
        base: The training whose settings vary; it trains on `train` and validates on `validation`.
        space: What varies, and over which values.
        trials: How many trainings there shall be.
        sampler: How the next values are chosen.
        prunes: Whether a trial that is behind the median of the others after an epoch is stopped.
        seed: Of the sampler.
    """

    base: Draft
    space: dict[SettingName, Dimension] = Field(min_length=1)
    trials: int = Field(ge=1, le=MOST_TRIALS)
    sampler: Sampler = "tpe"
    prunes: bool = False
    seed: int = Field(default=0, ge=0, lt=2**31)

    @model_validator(mode="after")
    def _is_compared_on_validation(self) -> Self:
        if not _has_its_splits(self.base.recipe):
            raise ValueError("A sweep compares its trials on the validation split.")
        return self

    @property
    def note(self) -> Text | None:
        """What to know of the splits; None where they are those of the preset."""
        preset = PRESETS.get(self.base.origin.preset)
        return None if preset is None or _has_its_splits(preset.recipe) else SPLITS_CHANGED

    def epochs_of(self, values: Values) -> int:
        """How many epochs a trial of these values shall have."""
        return int(values.get("epochs", self.base.recipe.epochs))

    def read_values(self, kept: str) -> Values:
        """The values of a trial, from JSON.

        Raises:
            ValueError: If that is no value for each setting that varies, and for no other.
        """
        values = _VALUES.validate_json(kept)
        if values.keys() != self.space.keys():
            raise ValueError(f"The settings {sorted(values)} are not those that vary.")
        return values

    def draft(self, sweep_id: str, number: int, values: Values) -> Draft:
        """The training of a trial.

        Raises:
            SpaceError: If a setting cannot have its value.
        """
        origin = TrialOrigin(preset=self.base.origin.preset, sweep=sweep_id, trial=number)
        return draft_with_values(self.base, values).model_copy(update={"origin": origin})


def specify_sweep(
    draft: Draft,
    space: SearchSpace,
    *,
    trials: int | None = None,
    sampler: Sampler = "tpe",
    prunes: bool = False,
    seed: int = 0,
) -> SweepSpec:
    """A sweep over the settings of a training; its splits become those by which a sweep may choose.

    Args:
        draft: The training.
        space: What varies.
        trials: How many trainings; None for every combination of a grid. There are never more than there
            are combinations.
        sampler: How the next values are chosen.
        prunes: Whether trials that are behind are stopped early.
        seed: Of the sampler, from 0.

    Raises:
        WishError: If that is no sweep; a `SpaceError` where one of the settings is the reason.
    """
    if sampler == "grid":
        combinations(space)  # says which setting has no list
    possible = combination_count(space)
    wished = (possible if sampler == "grid" else None) if trials is None else trials
    if wished is None or not (1 <= wished <= MOST_TRIALS):
        raise WishError(
            "Give a number of trials from 1 to {most}; {given}.",
            most=MOST_TRIALS, given="none was given" if wished is None else f"these would be {wished:,}",
        )  # fmt: skip
    if not 0 <= seed < 2**31:
        raise WishError("Give a seed from 0 to {most}; you entered {seed}.", most=2**31 - 1, seed=seed)
    _check_each_value(draft, space)
    recipe = draft.recipe.model_copy(update={"training": "train", "validation": "validation"})
    return SweepSpec(
        base=draft.model_copy(update={"recipe": recipe}),
        space=space,
        trials=min(wished, possible or wished),
        sampler=sampler,
        prunes=prunes,
        seed=seed,
    )


def _check_each_value(draft: Draft, space: SearchSpace) -> None:
    """Raises `SpaceError` if the training cannot have a value; the settings do not depend on each other."""
    for name, dimension in space.items():
        for value in dimension.ends:
            draft_with_values(draft, {name: value})


def _has_its_splits(recipe: Recipe) -> bool:
    return (recipe.training, recipe.validation) == ("train", "validation")
