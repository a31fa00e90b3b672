"""The form of the images on their way from the file into a model."""

from dataclasses import dataclass
from typing import Final

from core.data.dataset import HIGHEST, Dataset
from core.models.recipe import Recipe
from core.models.shape import INPUT_SHAPE
from core.text import Text, text

WHOLE_FILE: Final = "train+validation"


@dataclass(frozen=True)
class InputStep:
    """The array after one step.

    Attributes:
        title: What the step does.
        shape: Of the array; the first axis counts images.
        dtype: As NumPy calls it.
        highest: The highest value that a pixel can have; the lowest is 0.
    """

    title: Text
    shape: tuple[int, ...]
    dtype: str
    highest: int


def input_steps(dataset: Dataset, recipe: Recipe) -> tuple[InputStep, ...]:
    """What a training makes of the images, step by step: `core.training.feed`, then the model's first layer.

    The pixels stay uint8 until they are in the model, for that is a quarter of the memory of float32.
    """
    file, learned = dataset.split(WHOLE_FILE).images, dataset.split(recipe.training).images
    taken = text("One batch taken, changed at random" if recipe.augmentation else "One batch taken")
    batch = (min(recipe.batch_size, len(learned)), *INPUT_SHAPE)
    return (
        InputStep(text("The training file"), file.shape, str(file.dtype), HIGHEST),
        InputStep(text("Validation set apart"), learned.shape, str(learned.dtype), HIGHEST),
        InputStep(text("Channel axis added"), (len(learned), *INPUT_SHAPE), str(learned.dtype), HIGHEST),
        InputStep(taken, batch, str(learned.dtype), HIGHEST),
        InputStep(text("Divided by 255, in the model"), batch, "float32", 1),
    )
