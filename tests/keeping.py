"""Runs as the lab keeps them, in each of their states, without a runner or a training."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from core.data.mnist import mnist
from core.drawn_set import DRAWN, DRAWN_SPLIT
from core.jobs.results import Embedding
from core.jobs.specs import Embed
from core.lab import Lab
from core.models.presets import PRESETS
from core.runs.artifacts import RunFolder
from core.runs.draft import draft_of
from core.runs.events import Event
from core.runs.learned_drawings import drawings_file
from core.runs.run import Run
from core.runs.state import State
from core.store.store import Store
from core.text import verbatim
from tests.core.recognition.making import dense_model, encoded, onnx_model, sheet
from tests.making import DAY, batch_event, certain_probabilities, embedding, epoch_event, manifest

Maker = Callable[[Path], Run]

FOURS_READ_AS_NINES = 30
REASON = "The training's process died: it was *killed*."


def store(home: Path) -> Store:
    """The database of a lab."""
    return Store(home / "lab.db")


def queued(home: Path, preset: str = "quick", epochs: int = 2) -> Run:
    """A run that waits."""
    return store(home).runs.add(manifest(preset, epochs), "Net")


def many(home: Path, count: int) -> list[Run]:
    """So many runs, the oldest first, every fourth of which has failed and the others wait."""
    kept = store(home)
    with kept.transaction():
        runs = [kept.runs.add(manifest(), "Net") for _ in range(count)]
        for run in runs[3::4]:
            kept.runs.start(run.id)
            kept.runs.end(run.id, State.FAILED)
    return [kept.runs.get(run.id) for run in runs]


def running(home: Path, preset: str = "quick") -> Run:
    """A run in the second of its epochs."""
    events: list[Event] = [batch_event(0.5), batch_event(0.9), epoch_event(1), batch_event(1.5)]
    return _started(home, events, preset)


def _started(home: Path, events: list[Event], preset: str = "quick", epochs: int = 2) -> Run:
    kept = store(home)
    with kept.transaction():  # or a runner that lives would take the run while it waits
        run = kept.runs.add(manifest(preset, epochs), "Net")
        kept.events.add(run.id, kept.runs.start(run.id), enumerate(events))
        return kept.runs.get(run.id)


def ended(home: Path, state: State, reason: str = "", *, model: bool = False, preset: str = "quick") -> Run:
    """A run that has ended, with a model or without."""
    run, kept = running(home, preset), store(home)
    kept.runs.end(run.id, state, verbatim(reason) if reason else None)
    if model:
        _learn(home, run.id)
    return kept.runs.get(run.id)


def finished(home: Path, preset: str = "quick") -> Run:
    """A run that went well: on each split its model reads the first 30 fours as nines, all else rightly."""
    return ended(home, State.FINISHED, model=True, preset=preset)


def learned_drawings(home: Path, weight: int = 20) -> Run:
    """A finished run that has learned the drawings of now too."""
    drawn = Lab(home).datasets.find(DRAWN).split(DRAWN_SPLIT)
    file, drawings = drawings_file(drawn.images, drawn.labels)
    draft = draft_of(PRESETS["quick"], drawing_weight=weight)
    told = draft.manifest(person="ada", created=DAY, versions={}, drawings=drawings)
    kept = store(home)
    with kept.transaction():
        run = kept.runs.add(told, "Net")
        RunFolder(home, run.id).write_drawings(file)
        kept.runs.start(run.id)
        kept.runs.end(run.id, State.FINISHED)
    _learn(home, run.id)
    return kept.runs.get(run.id)


def stopped_on_its_way(home: Path) -> Run:
    """A run that was stopped in the middle of its second epoch."""
    run, kept = running(home), store(home)
    kept.events.add(run.id, run.attempt, enumerate([epoch_event(2, partial=True)], start=4))
    kept.runs.end(run.id, State.STOPPED)
    return kept.runs.get(run.id)


def diverged(home: Path) -> Run:
    """A run that finished, but whose losses grew beyond all numbers."""
    batch, epoch = batch_event(0.5, float("inf")), epoch_event(1)
    epoch["loss"] = epoch["val_loss"] = float("nan")
    run, kept = _started(home, [batch, epoch]), store(home)
    kept.runs.end(run.id, State.FINISHED)
    _learn(home, run.id)
    return kept.runs.get(run.id)


def failed_to_learn(home: Path) -> Run:
    """A run that finished without having learned anything."""
    epoch = epoch_event(1) | {"loss": 2.3, "accuracy": 0.1, "val_loss": 2.3, "val_accuracy": 0.1}
    events = [batch_event(0.5, 2.3), cast(Event, epoch)]
    run, kept = _started(home, events, epochs=1), store(home)
    kept.runs.end(run.id, State.FINISHED)
    return kept.runs.get(run.id)


def keep_epoch(home: Path, run_id: str, epoch: int) -> None:
    """What the model of a run reads on the validation split after an epoch, as `answers` has it."""
    kept, folder = store(home), RunFolder(home, run_id)
    probabilities = certain_probabilities(answers("validation")).astype(np.float16)
    stored = kept.runs.get(run_id).epochs_sha256
    kept.runs.set_epochs_file(run_id, folder.write_epoch_probabilities(stored, epoch, probabilities))


def _learn(home: Path, run_id: str) -> None:
    folder = RunFolder(home, run_id)
    names: tuple[str, ...] = ("validation", "test")
    kept = folder.write_evaluation({name: certain_probabilities(answers(name)) for name in names})
    store(home).runs.set_evaluation(run_id, kept)
    store(home).runs.set_kept_epochs(run_id, {2: "0" * 64})
    store(home).runs.set_model(
        run_id,
        folder.write_model(onnx_model()),
        float((answers("test") == mnist().split("test").labels).mean()),
        2,
    )


def with_hidden_layer(home: Path) -> Run:
    """A finished run whose model has a hidden layer of three units: the ink in thirds of the image."""
    run = finished(home)
    parts = np.arange(784) * 3 // 784
    model = dense_model((np.eye(3)[parts] / 20).astype(np.float32))
    store(home).runs.set_model(run.id, RunFolder(home, run.id).write_model(model), 0.997)
    return store(home).runs.get(run.id)


def without_weights(home: Path) -> Run:
    """A finished run whose model finds every digit as probable, whatever the image."""
    run, model = finished(home), dense_model(np.zeros((784, 3), np.float32))
    store(home).runs.set_model(run.id, RunFolder(home, run.id).write_model(model), 0.1)
    return store(home).runs.get(run.id)


def embed(home: Path, run: Run) -> Embedding:
    """Does what the runner does with the job `Embed` of a run; see `embedding`."""
    made = embedding()
    job = store(home).jobs.add(Embed.of(run), "ada")
    sha256 = RunFolder(home, run.id).write_result(job.hash, made.arrays(), compresses=False)
    store(home).jobs.finish(job.id, sha256)
    return made


def answers(name: str) -> NDArray[np.uint8]:
    """What the model of a finished run reads on a split: uint8 (n,)."""
    found = mnist().split(name).labels.copy()
    found[misread_fours(name)] = 9
    return found


def misread_fours(name: str) -> NDArray[np.intp]:
    """The positions in a split of the fours that are read as nines."""
    return np.flatnonzero(mnist().split(name).labels == 4)[:FOURS_READ_AS_NINES]


def lose_database(home: Path) -> None:
    """Leaves an empty file where the database was, and nothing that it could be mended from."""
    gc.collect()  # a connection that is still open writes what it has when it closes
    for journal in ("lab.db-wal", "lab.db-shm"):
        (home / journal).unlink(missing_ok=True)
    (home / "lab.db").write_bytes(b"")


def picture() -> bytes:
    """A sheet with a digit on it, as a PNG."""
    return encoded(sheet(mnist().split("test").images[0]))
