"""A listener that remembers, and manifests of small trainings."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from core.models.presets import PRESETS
from core.models.spec import ModelSpec
from core.runs.events import BatchEvent, EpochEvent, Event, StepEvent
from core.runs.manifest import Manifest


class Recording:
    """Keeps everything that it is told; stops the training once `stop` says so."""

    def __init__(self, stop: Callable[["Recording"], bool] = lambda recording: False) -> None:
        self.events: list[Event] = []
        self.checkpoints: dict[int, bytes] = {}
        self._stop = stop

    def event(self, event: Event) -> None:
        """Keeps an event."""
        self.events.append(event)

    def checkpoint(self, epoch: int, model: bytes) -> None:
        """Keeps a checkpoint by its epoch."""
        self.checkpoints[epoch] = model

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
        preset=preset,
        model=model or chosen.model,
        recipe=recipe,
        person="ada",
        created=datetime.now(UTC),
        versions={},
    )
