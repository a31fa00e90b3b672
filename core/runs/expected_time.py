"""How long a training will take, by those of the past on the same machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from core.models.recipe import Recipe
from core.models.shape import MULTIPLICATIONS_PER_SECOND, count_multiplications
from core.models.spec import ModelSpec

FEW: Final = 3
"""So many of the newest trainings of the same kind say how long an epoch takes."""

USUAL_REST_SECONDS: Final = 3.0
"""What a training takes beside its epochs where none of the past says it: to start, to export, to measure."""


@dataclass(frozen=True)
class Training:
    """A training, wished or done.

    Attributes:
        model: The layers.
        recipe: How it is trained.
        images: Images in an epoch.
        class_count: Classes of its data set.
    """

    model: ModelSpec
    recipe: Recipe
    images: int
    class_count: int

    @property
    def epoch_work(self) -> float:
        """Seconds of an epoch by the multiplications of its model alone, on two cores."""
        work = count_multiplications(self.model, self.class_count) * self.images
        return work / MULTIPLICATIONS_PER_SECOND

    def is_like(self, other: "Training") -> bool:
        """Whether an epoch of both does the same for each image."""
        mine, others = self.recipe, other.recipe
        same_loop = (mine.loop, mine.batch_size) == (others.loop, others.batch_size)
        same_change = (mine.augmentation is None) == (others.augmentation is None)
        return self.model == other.model and same_loop and same_change


@dataclass(frozen=True)
class Timed:
    """A training of the past.

    Attributes:
        training: What was trained.
        epoch_seconds: Of its complete epochs.
        rest: Seconds that it took beside them; None where that is not known.
    """

    training: Training
    epoch_seconds: Sequence[float]
    rest: float | None


def expected_seconds(wished: Training, past: Sequence[Timed]) -> float:
    """How long a training will take from its start to its end.

    The epochs of like trainings say how long one takes; where there are none, the multiplications of the
    model do, corrected by how much longer trainings of other models took than theirs.

    Args:
        wished: The training.
        past: Those of the past on this machine, the newest first.
    """
    timed = [each for each in past if each.epoch_seconds]
    like = [each for each in timed if each.training.is_like(wished)][:FEW]
    if like:
        image = median(median(each.epoch_seconds) / each.training.images for each in like)
        epoch = image * wished.images
    else:
        slower = [median(each.epoch_seconds) / each.training.epoch_work for each in timed]
        epoch = wished.epoch_work * (median(slower) if slower else 1)
    rests = [each.rest for each in like or timed if each.rest is not None]
    return wished.recipe.epochs * epoch + (median(rests) if rests else USUAL_REST_SECONDS)
