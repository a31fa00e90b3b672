"""A short timing of a training: its own model, loop and batches, for about a second."""

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Final

import keras
import numpy as np
from numpy.typing import NDArray

from core.data.dataset import IMAGE_SIDE_PIXELS, Dataset, Split
from core.models.build import build_model
from core.models.recipe import Recipe
from core.models.spec import ModelSpec
from core.runs.timing import Timing
from core.training.checkpoint import to_bytes
from core.training.compilation import make_optimizer, steps_per_execution
from core.training.compiled import CompiledModel
from core.training.feed import Feed
from core.training.listener import Listener
from core.training.measurement import BATCH
from core.training.meter import EpochMeter

TIMED_SECONDS: Final = 0.7
"""So long it trains, whole epochs, once everything is compiled."""

EXECUTIONS_PER_EPOCH: Final = 8

MOST_IMAGES: Final = 60_000

REPEATED: Final = 2
"""So often a model is measured and its checkpoint made, after the first time."""


def time_training(spec: ModelSpec, recipe: Recipe, class_count: int, listener: Listener) -> Timing | None:
    """Times the parts of a training; None if the listener stopped it.

    What is learned are random pixels, in small epochs: no part depends on what an image shows.

    Args:
        spec: The layers.
        recipe: How they are trained.
        class_count: Classes of the data set.
        listener: Is asked after each execution whether to stop; nothing is told to it.

    Raises:
        ImpossibleModelError: If the layers do not fit together.
    """
    try:
        return _Clock(spec, recipe, class_count, listener).timing()
    except _Stopped:
        return None
    finally:
        keras.utils.clear_session()


class _Stopped(Exception):
    """The listener wants the timing to end."""


class _Marks(EpochMeter):
    """Notes when each execution of an epoch ends.

    Attributes:
        marks: The images of the epoch so far, and the time; first its beginning.
    """

    def begin(self, epoch: int) -> None:
        super().begin(epoch)
        self.marks = [(0, time.perf_counter())]

    def update(self, images: int, loss: float, accuracy: float) -> bool:
        """Takes no figures: those of random pixels mean nothing, and may be none."""
        self.marks.append((images, time.perf_counter()))
        return not self._listener.stopping()

    def tell_steps(self, first: int, losses: NDArray[np.float32]) -> None:
        """Tells none, for the same reason."""

    @property
    def last_seconds(self) -> float:
        """Seconds of the last execution."""
        return self.marks[-1][1] - self.marks[-2][1]

    @property
    def image_seconds(self) -> float:
        """Median seconds of an image, by the executions between the first and the last one if there are any.

        In the first one the epoch begins, and the batch of the last one is short.
        """
        steps = list(pairwise(self.marks))
        return median(
            (end - start) / (more - images) for (images, start), (more, end) in steps[1:-1] or steps
        )


class _Clock:
    """One timing under way."""

    def __init__(self, spec: ModelSpec, recipe: Recipe, class_count: int, listener: Listener) -> None:
        self._listener = listener
        steps = EXECUTIONS_PER_EPOCH * steps_per_execution(spec, class_count, recipe.batch_size)
        # The last batch is a short one, as in most trainings, unless there is none that is shorter.
        images = min(steps, MOST_IMAGES // recipe.batch_size) * recipe.batch_size + recipe.batch_size // 2
        data = _random_images(max(images, recipe.batch_size), class_count)
        feed = Feed(recipe, data)
        self._validation = data.split("validation")
        self._start = time.perf_counter()
        model, self._feed = build_model(spec, class_count, recipe.seed), feed
        optimizer = make_optimizer(recipe.optimizer, feed.steps)
        self._compiled = CompiledModel(model, optimizer, spec, recipe)  # a kept one would not be compiled
        self._marks = _Marks(listener, feed.count)

    def timing(self) -> Timing:
        """The seconds of all parts; what is slower the first time counts to the start."""
        self._run_epoch(0)
        (images, end), short_batch = self._marks.marks[1], self._marks.last_seconds
        image, beginning, last = self._epochs()
        start = max(0.0, end - self._start - image * images)
        first_validation, validation = self._first_and_later(self._validate)
        first_checkpoint, checkpoint = self._first_and_later(lambda: to_bytes(self._compiled.model))
        return Timing(
            start=start + max(0.0, first_validation - validation) + max(0.0, first_checkpoint - checkpoint),
            short_batch=max(0.0, short_batch - last),
            image=image,
            epoch=beginning + checkpoint,
            validated_image=validation / len(self._validation.labels),
        )

    def _epochs(self) -> tuple[float, float, float]:
        """Medians of the epochs after the first.

        Returns:
            Seconds of an image, those that an epoch takes beside its images, and those of its last execution.
        """
        found: list[tuple[float, float, float]] = []
        end = time.perf_counter() + TIMED_SECONDS
        while not found or time.perf_counter() < end:
            seconds = self._seconds(lambda: self._run_epoch(1 + len(found)))
            image = self._marks.image_seconds
            beside = max(0.0, seconds - image * self._marks.marks[-1][0])
            found.append((image, beside, self._marks.last_seconds))
        image, beside, last = (median(each) for each in zip(*found, strict=True))
        return image, beside, last

    def _run_epoch(self, epoch: int) -> None:
        self._marks.begin(epoch)
        self._compiled.run_epoch(self._feed, epoch, self._marks)
        self._check()

    def _validate(self) -> None:
        self._compiled.measure(self._validation)

    def _check(self) -> None:
        if self._listener.stopping():
            raise _Stopped

    def _first_and_later(self, work: Callable[[], object]) -> tuple[float, float]:
        """Seconds of some work the first time, and the median of the times after that."""
        first, *later = (self._seconds(work) for _ in range(1 + REPEATED))
        return first, median(later)

    def _seconds(self, work: Callable[[], object]) -> float:
        start = time.perf_counter()
        work()
        self._check()
        return time.perf_counter() - start


def _random_images(count: int, class_count: int) -> Dataset:
    """So many random images to learn, and a few to measure a model on."""
    generator, shape = np.random.default_rng(0), (IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS)
    splits = {
        name: Split(
            name,
            generator.integers(0, 256, (images, *shape), np.uint8),
            generator.integers(0, class_count, images, np.uint8),
            np.arange(images),
        )
        for name, images in (("train", count), ("validation", BATCH))
    }
    return Dataset("random", "Random", tuple(map(str, range(class_count))), splits)
