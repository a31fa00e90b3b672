"""A data set of bars and boxes, and labs into which somebody has imported it."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.dataset_library import DatasetLibrary
from core.jobs.dataset_record import DatasetRecord
from core.jobs.importing import import_dataset
from core.jobs.specs import Import
from core.lab import Lab
from core.models.presets import PRESETS
from core.runs.artifacts import RunFolder
from core.runs.draft import draft_of, draft_on
from core.runs.events import Event
from core.runs.run import Run
from core.runs.state import State
from core.trainer import Trainer
from tests.core.recognition.making import dense_model
from tests.making import certain_probabilities

CLASSES = ("box", "flat bar", "upright bar")
TRAIN_OF_CLASS, TEST_OF_CLASS = 24, 6


class Follower:
    """A listener of a job; keeps what it is told.

    Attributes:
        shares: How much was done, as it was told.
    """

    def __init__(self) -> None:
        self.shares: list[float] = []

    def progress(self, share: float) -> None:
        self.shares.append(share)

    def event(self, event: Event) -> None:
        raise AssertionError("an import has no events")

    def checkpoint(self, epoch: int, model: bytes, probabilities: NDArray[np.float16] | None) -> None:
        raise AssertionError("an import has no checkpoints")

    def changes(self) -> tuple[()]:
        return ()

    def pausing(self) -> bool:
        return False

    def stopping(self) -> bool:
        return False


def image(label: int, seed: int) -> NDArray[np.uint8]:
    """A form on black, somewhere near the middle."""
    rng = np.random.default_rng((label, seed))
    y, x = rng.integers(6, 12, 2)
    height, width = ((10, 10), (3, 14), (14, 3))[label]
    found = np.zeros((28, 28), np.uint8)
    found[y : y + height, x : x + width] = rng.integers(150, 256)
    return found


def npz(seed: int = 0) -> bytes:
    """The data set in Keras's layout; another seed makes other images."""
    arrays = {}
    for split, count in (("train", TRAIN_OF_CLASS), ("test", TEST_OF_CLASS)):
        labels = np.tile(np.arange(3, dtype=np.uint8), count)
        start = seed + (1000 if split == "test" else 0)
        arrays[f"x_{split}"] = np.array([image(int(label), start + k) for k, label in enumerate(labels)])
        arrays[f"y_{split}"] = labels
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def broken_zip() -> bytes:
    """A zip of folders with two files that are no pictures."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("box/<b>1.png", b"no picture")
        archive.writestr("bar/2.png", b"none either")
    return file.getvalue()


def asked(home: Path, title: str = "Forms", seed: int = 0, classes: Sequence[str] = CLASSES) -> DatasetRecord:
    """An import that waits."""
    return Trainer(Lab(home)).import_dataset(title, {"forms.npz": npz(seed)}, "whole", classes)


def imported(
    home: Path, title: str = "Forms", seed: int = 0, classes: Sequence[str] = CLASSES
) -> DatasetRecord:
    """A data set that is there, as the runner would have it."""
    record = asked(home, title, seed, classes)
    lab = Lab(home)
    assert record.job is not None
    assert isinstance(record.job.spec, Import)
    keep(lab.datasets, record.job.spec)
    lab.store.jobs.start(record.job.id)
    lab.store.jobs.finish(record.job.id, None)
    found = lab.datasets.record(record.name)
    assert found is not None
    return found


def keep(library: DatasetLibrary, spec: Import) -> None:
    """Does an import and keeps what comes of it."""
    library.keep(spec, import_dataset(spec, library.read_upload(spec), Follower()))


def learned(home: Path) -> Run:
    """A finished run of the data set, whose model is right about every test image."""
    lab, record = Lab(home), imported(home)
    draft = draft_on(draft_of(PRESETS["quick"]), lab.datasets.facts(record.name), record.name)
    run = Trainer(lab).start(draft)
    folder = RunFolder(home, run.id)
    said = {
        name: certain_probabilities(lab.datasets.find(record.name).split(name).labels)[:, :3]
        for name in ("validation", "test")
    }
    lab.store.runs.start(run.id)
    lab.store.runs.set_evaluation(run.id, folder.write_evaluation(said))
    model = folder.write_model(dense_model(np.ones((784, 2), np.float32), classes=3))
    lab.store.runs.set_model(run.id, model, 1.0)
    lab.store.runs.end(run.id, State.FINISHED)
    return lab.run(run.id)
