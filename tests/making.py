"""What many tests make: manifests, stores, small answers."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from core.catalog.positions import place, placing_of
from core.data.mnist import mnist
from core.jobs.results import Embedding
from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.events import BatchEvent, DeviceEvent, EpochEvent, StepEvent
from core.runs.manifest import Manifest

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def manifest(preset: str = "quick", epochs: int = 2, person: str = "ada") -> Manifest:
    """A manifest of a preset with few epochs."""
    chosen = PRESETS[preset]
    return draft_of(chosen, epochs=epochs).manifest(person=person, created=DAY, versions={})


def device_event(device: str = "CPU, 2 cores") -> DeviceEvent:
    """What an attempt trains on."""
    return DeviceEvent(kind="device", device=device)


def batch_event(position: float, loss: float = 0.5) -> BatchEvent:
    """A point on the curve at `position` epochs."""
    return BatchEvent(kind="batch", position=position, loss=loss, accuracy=0.8, images_per_second=1000.0)


def step_event(epoch: int, step: int, loss: float = 0.5) -> StepEvent:
    """A single step's loss."""
    return StepEvent(kind="step", epoch=epoch, step=step, loss=loss)


def epoch_event(epoch: int, partial: bool = False) -> EpochEvent:
    """The end of an epoch."""
    return EpochEvent(
        kind="epoch",
        epoch=epoch,
        loss=0.4,
        accuracy=0.9,
        val_loss=0.3,
        val_accuracy=0.92,
        seconds=2.0,
        partial=partial,
    )


def certain_probabilities(answers: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Probabilities (n, 10) that are 1 at each answer."""
    return np.eye(10, dtype=np.float32)[answers]


def embedding() -> Embedding:
    """The images of MNIST by three components, of which the first is about the label."""
    labels = mnist().labels_at(np.arange(mnist().image_count))
    noise = np.random.default_rng(0).normal(0, 0.1, (len(labels), 3))
    components = (noise + np.outer(labels, [1, 0, 0])).astype(np.float16)
    placing = placing_of(components[:, :2])
    positions = place(components[:, :2], placing)
    return Embedding(components, positions, np.zeros(3, np.float32), np.eye(3, dtype=np.float32), placing)
