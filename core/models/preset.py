"""What a preset is: a model and a recipe with a name."""

from typing import Literal

from core.models.recipe import Recipe
from core.models.spec import ModelSpec, Spec

PresetId = Literal[
    "quick",
    "accurate",
    "robust",
    "tutorial-dense-rmsprop",
    "tutorial-cnn-adam",
    "tutorial-tape-mse",
    "tutorial-dense-adam",
]


class PublishedFigure(Spec):
    """A figure that the tutorial printed: of one epoch (counted from 1), or of one step in it (from 0)."""

    metric: Literal["loss", "val_accuracy"]
    epoch: int
    step: int | None = None
    value: float


class Preset(Spec):
    """A model and a recipe with a name; `published` is what the tutorial's own run printed."""

    id: PresetId
    title: str
    summary: str
    model: ModelSpec
    recipe: Recipe
    published: tuple[PublishedFigure, ...] = ()
