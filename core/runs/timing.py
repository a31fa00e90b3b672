"""How long the parts of a training take, by a short timing of it on one machine."""

from dataclasses import dataclass
from typing import Final

from core.models.recipe import Recipe

_USUAL_RATE: Final = 0.001


@dataclass(frozen=True)
class Timing:
    """The parts of a training in seconds.

    Attributes:
        start: To build the model and to compile what a step needs.
        short_batch: To compile the last step of an epoch once more, where its batch is a short one.
        image: An image that is learned, once everything is compiled.
        epoch: What an epoch takes beside its images: to begin, and to make its checkpoint.
        validated_image: An image on which the model is measured.
    """

    start: float
    short_batch: float
    image: float
    epoch: float
    validated_image: float


def timed_recipe(recipe: Recipe) -> Recipe:
    """What of a recipe decides how long an image takes: recipes that share it are timed once.

    Those are the loop, the batch size, the loss, the optimiser without its learning rate, and the
    augmentation.
    """
    return Recipe(
        training="train",
        validation=None,
        loss=recipe.loss,
        optimizer=recipe.optimizer.model_copy(update={"learning_rate": _USUAL_RATE}),
        loop=recipe.loop,
        augmentation=recipe.augmentation,
        batch_size=recipe.batch_size,
        epochs=1,
    )
