"""The settings of a recipe that people change; each is described on its field of `Recipe` alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.models.recipe import SGD, Recipe
from core.models.spec import Spec
from core.text import Text, text, verbatim


@dataclass(frozen=True)
class Setting:
    """A number of a recipe that people change.

    Attributes:
        name: What code and command line call it.
        label: What stands beside its field.
        phrase: What it is called in a sentence, with its article.
        help: What the number does, in a sentence.
        number_type: `int` for a whole number, else `float`.
        lowest: What it cannot be below; of whole numbers, the least one that is allowed.
        highest: What it cannot be above; of whole numbers, the greatest one that is allowed.
        of_optimizer: Whether it belongs to the recipe's optimiser.
    """

    name: str
    label: str
    phrase: str
    help: str
    number_type: type[int] | type[float]
    lowest: int | float
    highest: int | float
    of_optimizer: bool

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number."""
        return self.number_type is int

    def value(self, recipe: Recipe) -> int | float:
        """The setting's value in a recipe."""
        found: int | float = getattr(recipe.optimizer if self.of_optimizer else recipe, self.name)
        return found


class RecipeError(ValueError):
    """Settings that no training can have.

    Attributes:
        texts: A sentence about each of them, by its name; `str` of the error gives them all in English.
    """

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self.texts = texts
        super().__init__(" ".join(map(str, texts.values())))


def _setting(model: type[Spec], name: str, of_optimizer: bool = False) -> Setting:
    field = model.model_json_schema()["properties"][name]
    is_whole = field["type"] == "integer"
    step = 1 if is_whole else 0  # the least whole number above 0 is 1
    return Setting(
        name=name,
        label=field["title"],
        phrase=field["phrase"],
        help=field["description"],
        number_type=int if is_whole else float,
        lowest=field["minimum"] if "minimum" in field else field["exclusiveMinimum"] + step,
        highest=field["maximum"] if "maximum" in field else field["exclusiveMaximum"] - step,
        of_optimizer=of_optimizer,
    )


SETTINGS: Final = {
    setting.name: setting
    for setting in (
        _setting(Recipe, "epochs"),
        _setting(Recipe, "batch_size"),
        # Described alike on every optimiser.
        _setting(SGD, "learning_rate", of_optimizer=True),
        _setting(Recipe, "seed"),
        _setting(Recipe, "drawing_weight"),
        _setting(Recipe, "patience"),
        _setting(Recipe, "target_accuracy"),
        _setting(Recipe, "time_limit"),
    )
}
"""By name, in the order in which they are shown."""


MAIN_SETTINGS: Final = ("epochs", "batch_size", "learning_rate", "seed")
"""Those that every training is described by."""

CHOSEN_BY_VALIDATION: Final = ("patience", "target_accuracy")
"""Those that need the split `validation`."""

_NEEDS_VALIDATION: Final = (
    "This recipe has no validation split of its own, and nothing is chosen by the test set:"
    " leave {setting} at {off}."
)


def changed_recipe(recipe: Recipe, changes: Mapping[str, int | float | str | None]) -> Recipe:
    """A recipe with some settings replaced, by their names; None keeps a setting as it is.

    Raises:
        RecipeError: If a value is out of its range, or something shall be chosen by another split than
            `validation`.
    """
    fields: dict[str, Any] = recipe.model_dump()
    for name, value in changes.items():
        if value is not None:
            of_optimizer = name in SETTINGS and SETTINGS[name].of_optimizer
            (fields["optimizer"] if of_optimizer else fields)[name] = value
    try:
        changed = Recipe.model_validate(fields)
    except ValidationError as error:
        raise RecipeError({name: _explain(name, e) for e in error.errors() for name in [_name(e)]}) from None
    if changed.validation != "validation":
        _refuse_choices(changed)
    return changed


def _refuse_choices(recipe: Recipe) -> None:
    """Lets nothing be chosen where there is no split to choose by."""
    set_ones = {name: "0" for name in CHOSEN_BY_VALIDATION if SETTINGS[name].value(recipe)}
    phrases = {name: SETTINGS[name].label for name in set_ones}
    if recipe.used_epoch == "best":
        set_ones["used_epoch"], phrases["used_epoch"] = "last", "Model used"
    if set_ones:
        raise RecipeError(
            {name: text(_NEEDS_VALIDATION, setting=phrases[name], off=off) for name, off in set_ones.items()}
        )


_RULES: Final = {
    "greater_than": "Enter {setting} above {gt}; you entered {given}.",
    "greater_than_equal": "Enter {setting} of at least {ge}; you entered {given}.",
    "less_than": "Enter {setting} below {lt}; you entered {given}.",
    "less_than_equal": "Enter {setting} of at most {le}; you entered {given}.",
    "finite_number": "Enter {setting} as a finite number; you entered {given}.",
    "int_from_float": "Enter {setting} as a whole number; you entered {given}.",
}


def _name(error: ErrorDetails) -> str:
    """The name of the setting that is wrong."""
    return str(error["loc"][-1])


def _explain(name: str, error: ErrorDetails) -> Text:
    """A sentence about a setting that is wrong."""
    setting = SETTINGS[name].phrase if name in SETTINGS else name
    if error["type"] not in _RULES:
        return verbatim(f"{setting}: {error['msg']}; {error['input']!r} was given.")
    limits = {name: f"{limit:,.15g}" for name, limit in error.get("ctx", {}).items()}
    return text(_RULES[error["type"]], setting=setting, given=_number_text(error["input"]), **limits)


def _number_text(given: object) -> str:
    """As people write it: 0 for 0.0, and every digit of a whole number."""
    return f"{given:.15g}" if isinstance(given, float) else str(given)
