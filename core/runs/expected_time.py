"""How long a training will take: by those of the past on the same machine, or by a short timing there."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from core.models.recipe import Recipe
from core.models.shape import count_multiplications
from core.models.spec import ModelSpec
from core.runs.timing import Timing

FEW: Final = 3
"""So many of the newest trainings of the same kind say how long an epoch takes."""

USUAL_REST_SECONDS: Final = 3.0
"""What a training takes beside its epochs where none of the past says it: to start, to export, to measure."""

EXPORT_SECONDS: Final = 0.6
"""What a training takes beside all that is timed: to load data, to export its model, to keep files.

Measured for `quick` and the dense presets on two cores of an AMD EPYC: 0.5 to 0.7, once 1.2.
"""

MULTIPLICATIONS_PER_SECOND: Final = 2.7e10
"""How many of `count_multiplications` a training does in a second, forwards and backwards together.

The geometric mean of the presets on two cores of an AMD EPYC, by the seconds of a run's second epoch from
`python -m benchmarks.peak`; from 2.1e10 (`quick`, `tutorial-dense-adam`) to 4.3e10 (`tutorial-tape-mse`).
"""

Basis = Literal["runs", "timing", "multiplications"]
"""By what a time is known: like trainings of the past, a short timing, or the work of the model alone."""


@dataclass(frozen=True)
class Training:
    """A training, wished or done.

    Attributes:
        model: The layers.
        recipe: How it is trained.
        images: Images in an epoch.
        class_count: Classes of its data set.
        validated: Images on which each epoch is measured.
        evaluated: Images on which the model is measured at the end.
    """

    model: ModelSpec
    recipe: Recipe
    images: int
    class_count: int
    validated: int = 0
    evaluated: int = 0

    @property
    def epoch_work(self) -> float:
        """Seconds of an epoch by the multiplications of its model alone, on two cores."""
        return self.images * self._image_work

    @property
    def batch_work(self) -> float:
        """As `epoch_work`, of a single batch."""
        return self.recipe.batch_size * self._image_work

    @property
    def _image_work(self) -> float:
        return count_multiplications(self.model, self.class_count) / MULTIPLICATIONS_PER_SECOND

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


@dataclass(frozen=True)
class ExpectedTime:
    """How long a training will take from its start to its end, and by what that is known."""

    seconds: float
    basis: Basis


def expected_time(wished: Training, past: Sequence[Timed], timing: Timing | None = None) -> ExpectedTime:
    """How long a training will take from its start to its end.

    The epochs of like trainings say how long one takes; where there are none, a timing says it. Where there
    is none either, the multiplications of the model do, corrected by how much longer trainings of other
    models took than theirs.

    Args:
        wished: The training.
        past: Those of the past on this machine, the newest first.
        timing: Of a training of the same kind on this machine.
    """
    timed = [each for each in past if each.epoch_seconds]
    like = [each for each in timed if each.training.is_like(wished)][:FEW]
    if like:
        image = median(median(each.epoch_seconds) / each.training.images for each in like)
        return ExpectedTime(_total(wished, image * wished.images, like), "runs")
    if timing is not None:
        return ExpectedTime(_timed_seconds(wished, timing), "timing")
    slower = [median(each.epoch_seconds) / each.training.epoch_work for each in timed]
    epoch = wished.epoch_work * (median(slower) if slower else 1)
    return ExpectedTime(_total(wished, epoch, timed), "multiplications")


def _total(wished: Training, epoch: float, past: Sequence[Timed]) -> float:
    """Seconds of a training whose epochs take so long each."""
    rests = [each.rest for each in past if each.rest is not None]
    return wished.recipe.epochs * epoch + (median(rests) if rests else USUAL_REST_SECONDS)


def _timed_seconds(wished: Training, timing: Timing) -> float:
    is_short = wished.images % wished.recipe.batch_size > 0
    start = timing.start + (timing.short_batch if is_short else 0.0)
    epoch = timing.epoch + timing.image * wished.images + timing.validated_image * wished.validated
    return start + wished.recipe.epochs * epoch + timing.validated_image * wished.evaluated + EXPORT_SECONDS
