"""Makes a worker's first training start as fast as its second."""

from datetime import UTC, datetime

from core.models.presets import DEFAULT_PRESET, PRESETS
from core.runs.events import Event
from core.runs.manifest import new_manifest
from core.training.train import train


def warm_up() -> None:
    """Imports TensorFlow, loads the data and walks once through training, measuring and exporting.

    Raises:
        DamagedDataError: If the bundled data set is damaged.
    """
    preset = PRESETS[DEFAULT_PRESET]
    train(
        new_manifest(preset, preset.recipe, person="", created=datetime.now(UTC), versions={}),
        _StopsAtFirstEvent(),
    )


class _StopsAtFirstEvent:
    """A listener that wants to see one batch."""

    def __init__(self) -> None:
        self._seen = False

    def event(self, event: Event) -> None:
        self._seen = True

    def checkpoint(self, epoch: int, model: bytes) -> None:
        pass

    def stopping(self) -> bool:
        return self._seen
