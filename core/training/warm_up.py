"""Makes a worker's first training start as fast as its second."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from core.data.datasets import DEFAULT_DATASET, find_dataset
from core.models.presets import DEFAULT_PRESET, PRESETS
from core.runs.draft import draft_of
from core.runs.events import Event
from core.training.train import train


def warm_up() -> None:
    """Imports TensorFlow, loads the data and walks once through training, measuring and exporting.

    Raises:
        DamagedDataError: If the bundled data set is damaged.
    """
    preset = PRESETS[DEFAULT_PRESET]
    train(
        draft_of(preset).manifest(person="", created=datetime.now(UTC), versions={}),
        find_dataset(DEFAULT_DATASET),
        _StopsAtFirstEvent(),
    )


class _StopsAtFirstEvent:
    """A listener that wants to see one batch."""

    def __init__(self) -> None:
        self._seen = False

    def event(self, event: Event) -> None:
        self._seen = True

    def checkpoint(self, epoch: int, model: bytes, probabilities: NDArray[np.float16] | None) -> None:
        pass

    def changes(self) -> tuple[()]:
        return ()

    def pausing(self) -> bool:
        return False

    def stopping(self) -> bool:
        return self._seen
