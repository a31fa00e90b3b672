"""Finds what is damaged in a lab's data folder and mends what can be mended; nothing is thrown away.

A database that is lost or damaged is put aside, and the newest good backup takes its place. Runs that the
database does not know are taken in from their folders. What a model is said to be worth is measured again
where the file with its answers is not the one that the lab wrote.
"""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.splits import SplitName, split
from core.engine.presence import allow_start, is_kept_stopped
from core.engine.runner_process import stop_runner
from core.home import DamagedStoreError
from core.recognition.predictor import Predictor
from core.runs.artifacts import DamagedFileError, RunFolder, run_ids
from core.runs.backup import back_up, backup_time, good_backup, restore
from core.runs.database import Database, is_sound
from core.runs.run import Run
from core.runs.salvage import salvage_run
from core.runs.schema import MIGRATIONS
from core.runs.store import Store

MEASURED: tuple[SplitName, ...] = ("validation", "test")


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that was wrong, in a sentence, and whether it is mended now."""

    sentence: str
    is_mended: bool


def examine(home: Path) -> Iterator[Finding]:
    """Goes through a data folder and tells of each thing that was wrong once it has been dealt with.

    Raises:
        UnusableHomeError: If the folder cannot be written.
        OSError: If a file cannot be written.
    """
    if not _is_usable(home):
        yield from _replace_database(home)
    store = Store(home / "lab.db")
    yield from _take_in_lost_runs(home, store)
    for run in store.runs():
        if not run.is_live:
            yield from _examine_files(home, store, run)
    back_up(store.database)


def _is_usable(home: Path) -> bool:
    """Whether the database can be read as a whole, or there is neither one nor a run."""
    path = home / "lab.db"
    if not path.exists() and not run_ids(home):
        return True
    if not is_sound(path):
        return False
    try:
        store = Store(path)
        store.runs()
        store.epochs()
    except DamagedStoreError:
        return False
    return True


def _replace_database(home: Path) -> Iterator[Finding]:
    """Puts the database aside, and the newest good backup or an empty one in its place.

    Meanwhile no runner lives. Web processes go on; they find the new file at their next look.
    """
    was_stopped = is_kept_stopped(home)
    if not stop_runner(home):
        yield Finding(
            "The runner did not end, so the database was left as it is. End it and try again.", False
        )
        return
    backup, aside = good_backup(home), _put_aside(home)
    if backup is None:
        Database(home / "lab.db").migrate(MIGRATIONS)
        came = "There was no good backup, so an empty one took its place."
    else:
        restore(home, backup)
        _forget_live_runs(home)
        came = f"The backup of {backup_time(backup):%d %B %Y, %H:%M} UTC took its place."
    if not was_stopped:
        allow_start(home)
    yield Finding(f"The database was lost or damaged; what there was of it is in {aside}. {came}", True)


def _forget_live_runs(home: Path) -> None:
    """Removes runs that went on when a backup was made and have a folder, which tells what came of them."""
    database, kept = Database(home / "lab.db"), run_ids(home)
    database.change_many("DELETE FROM run WHERE id = ? AND ended IS NULL", [(run_id,) for run_id in kept])


def _put_aside(home: Path) -> Path:
    """Moves the database with its journal to a folder of its own, and returns that."""
    aside = home / f"damaged-{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}"
    aside.mkdir()
    for name in ("lab.db", "lab.db-wal", "lab.db-shm"):
        if (home / name).exists():
            (home / name).replace(aside / name)
    return aside


def _take_in_lost_runs(home: Path, store: Store) -> Iterator[Finding]:
    known = {run.id for run in store.runs()}
    lost = [home / "runs" / run_id for run_id in run_ids(home) if run_id not in known]
    for folder in sorted(lost, key=lambda folder: (folder / "config.json").stat().st_mtime):
        try:
            run, epochs = salvage_run(folder)
        except ValueError:
            yield Finding(
                f"Run {folder.name} cannot be restored: its config.json or metrics.csv is damaged.", False
            )
            continue
        store.restore_run(run, epochs)
        yield Finding(f"Run {run.id} ({run.name}) was missing; it was restored from its folder.", True)


def _examine_files(home: Path, store: Store, run: Run) -> Iterator[Finding]:
    """Holds a run's files against their SHA-256."""
    folder = RunFolder(home, run.id)
    for is_whole in (folder.read_checkpoint, folder.read_epoch_probabilities):
        try:
            is_whole(run)
        except DamagedFileError as error:
            yield Finding(str(error), False)
    if run.model_sha256 is None:
        return
    try:
        predictor = Predictor(folder.read_model(run.model_sha256))
    except DamagedFileError as error:
        yield Finding(str(error), False)
    except Exception:  # whatever ONNX Runtime raises on a file that is no model
        yield Finding(f"model.onnx of run {run.id} is no model; train it again.", False)
    else:
        if run.accuracy is None or not _has_evaluation(folder, run):
            _measure_again(store, folder, run, predictor)
            yield Finding(
                f"The figures of run {run.id} ({run.name}) were measured again from its model.", True
            )


def _has_evaluation(folder: RunFolder, run: Run) -> bool:
    try:
        return folder.read_evaluation(run, "test") is not None
    except DamagedFileError:
        return False


def _measure_again(store: Store, folder: RunFolder, run: Run, predictor: Predictor) -> None:
    probabilities: dict[str, NDArray[np.float32]] = {
        name: predictor.probabilities(split(name).images) for name in MEASURED
    }
    right = probabilities["test"].argmax(axis=1) == split("test").labels
    store.set_evaluation(run.id, folder.write_evaluation(probabilities))
    store.set_model(run.id, str(run.model_sha256), float(np.mean(right)))
