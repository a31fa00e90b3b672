"""A training with the values of a trial in place of its own settings."""

from typing import Any, Final

from pydantic import ValidationError

from core.models.recipe import Optimizer, Recipe
from core.models.spec import Conv2D, Dense, Dropout, Layer, ModelSpec
from core.runs.draft import Draft
from core.sweeps.space import Value, Values
from core.sweeps.variables import SpaceError

_OF_RECIPE: Final = ("batch_size", "epochs")
_SHARED: Final = ("learning_rate", "schedule", "weight_decay", "warmup")
"""Fields that mean the same in each optimizer that has them."""


def draft_with_values(draft: Draft, values: Values) -> Draft:
    """A training with some settings replaced.

    An optimizer of another kind keeps learning rate, schedule, warm-up and weight decay where it knows them,
    and has its own defaults for the rest.

    Raises:
        SpaceError: If a setting cannot have its value in this training.
    """
    model = draft.model
    if "dropout" in values:
        model = _with_dropout(model, float(values["dropout"]))
    if "width" in values:
        model = _with_width(model, float(values["width"]))
    return draft.model_copy(update={"model": model, "recipe": _changed_recipe(draft.recipe, values)})


def _changed_recipe(recipe: Recipe, values: Values) -> Recipe:
    fields: dict[str, Any] = recipe.model_dump()
    fields |= {name: values[name] for name in _OF_RECIPE if name in values}
    fields["optimizer"] = _changed_optimizer(recipe.optimizer, values)
    return Recipe.model_validate(fields)


def _changed_optimizer(optimizer: Optimizer, values: Values) -> dict[str, Value]:
    fields: dict[str, Value] = optimizer.model_dump()
    kind = values.get("optimizer", optimizer.kind)
    if kind != optimizer.kind:
        known = _KNOWN[str(kind)]
        fields = {name: fields[name] for name in _SHARED if name in known and name in fields}
        fields["kind"] = kind
    if "learning_rate" in values:
        fields["learning_rate"] = values["learning_rate"]
    return fields


_KNOWN: Final = {
    "sgd": ("learning_rate",),
    "rmsprop": ("learning_rate",),
    "adam": ("learning_rate", "schedule"),
    "adamw": ("learning_rate", "schedule", "weight_decay", "warmup"),
}
"""By optimizer, which of the shared fields it has."""


def _with_dropout(model: ModelSpec, rate: float) -> ModelSpec:
    """The model with another rate in each dropout layer; a rate of 0 leaves these layers out.

    A model that has none gets one in front of its last layer.
    """
    layers = model.layers
    if not any(isinstance(layer, Dropout) for layer in layers):
        layers = (*layers[:-1], Dropout(rate=0.5), layers[-1])
    kept = (
        layer.model_copy(update={"rate": rate}) if isinstance(layer, Dropout) else layer
        for layer in layers
        if rate or not isinstance(layer, Dropout)
    )
    return model.model_copy(update={"layers": tuple(kept)})


def _with_width(model: ModelSpec, factor: float) -> ModelSpec:
    """The model with `factor` times as many units and filters in each hidden layer, rounded, at least one."""
    *hidden, last = model.layers
    if not any(isinstance(layer, Conv2D | Dense) for layer in hidden):
        raise SpaceError("width", "This model has no hidden layer; leave the width out.")
    try:
        widened = tuple(_widened(layer, factor) for layer in hidden)
    except ValidationError as error:
        most = error.errors()[0]["ctx"]["le"]
        raise SpaceError(
            "width", "A width of {width} makes a layer larger than {most}; give smaller factors.",
            width=f"{factor:g}", most=f"{most:,}",
        ) from None  # fmt: skip
    return model.model_copy(update={"layers": (*widened, last)})


def _widened(layer: Layer, factor: float) -> Layer:
    match layer:
        case Conv2D():
            filters = max(1, round(layer.filters * factor))
            return Conv2D.model_validate({**layer.model_dump(), "filters": filters})
        case Dense():
            return Dense.model_validate({**layer.model_dump(), "units": max(1, round(layer.units * factor))})
        case _:
            return layer
