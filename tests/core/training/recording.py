"""A listener that remembers, a small data set, and manifests of small trainings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, Split
from core.data.mnist import mnist
from core.models.presets import PRESETS
from core.models.spec import ModelSpec
from core.runs.change import AskedChange
from core.runs.events import BatchEvent, EpochEvent, Event, StepEvent
from core.runs.manifest import Manifest
from core.runs.origin import PresetOrigin

_SIZES = {"train": 1_000, "train+validation": 1_000, "validation": 300, "test": 400}
"""1,000 is no multiple of the tests' batch sizes, so that the last batch is short."""


def _start_of(whole: Split, size: int) -> Split:
    return replace(whole, images=whole.images[:size], labels=whole.labels[:size], index=whole.index[:size])


_STARTS = {name: _start_of(mnist().split(name), size) for name, size in _SIZES.items()}

SMALL_MNIST = Dataset("mnist", "MNIST", mnist().classes, _STARTS)
"""The first images of each split, so that an epoch takes a moment."""


class Recording:
    """Keeps everything that it is told; stops the training once `stop` says so, or `pause` after an epoch.

    Before the epoch that follows so many complete ones it asks for the changes that `change` has for them.
    """

    def __init__(
        self,
        stop: Callable[["Recording"], bool] = lambda recording: False,
        pause: Callable[["Recording"], bool] = lambda recording: False,
        change: Mapping[int, Sequence[AskedChange]] | None = None,
    ) -> None:
        self.events: list[Event] = []
        self.checkpoints: dict[int, bytes] = {}
        self.probabilities: dict[int, NDArray[np.float16]] = {}
        self._stop, self._pause, self._change = stop, pause, change or {}

    def event(self, event: Event) -> None:
        """Keeps an event."""
        self.events.append(event)

    def checkpoint(self, epoch: int, model: bytes, probabilities: NDArray[np.float16] | None) -> None:
        """Keeps a checkpoint, and what the model says, by its epoch."""
        self.checkpoints[epoch] = model
        if probabilities is not None:
            self.probabilities[epoch] = probabilities

    def changes(self) -> Sequence[AskedChange]:
        """Asks for what a test wants changed now."""
        return self._change.get(len(self.checkpoints), ())

    def pausing(self) -> bool:
        """Asks `pause`."""
        return self._pause(self)

    def stopping(self) -> bool:
        """Asks `stop`."""
        return self._stop(self)

    @property
    def batches(self) -> list[BatchEvent]:
        """The batch events."""
        return [event for event in self.events if event["kind"] == "batch"]

    @property
    def steps(self) -> list[StepEvent]:
        """The step events."""
        return [event for event in self.events if event["kind"] == "step"]

    @property
    def epochs(self) -> list[EpochEvent]:
        """The epoch events."""
        return [event for event in self.events if event["kind"] == "epoch"]


def manifest(preset: str = "quick", model: ModelSpec | None = None, **changes: Any) -> Manifest:
    """A run of a preset with another model or other settings in its recipe."""
    chosen = PRESETS[preset]
    recipe = chosen.recipe.model_validate(chosen.recipe.model_dump() | changes)
    return Manifest(
        origin=PresetOrigin(preset=preset),
        model=model or chosen.model,
        recipe=recipe,
        person="ada",
        created=datetime.now(UTC),
        versions={},
    )
