"""Finds what is damaged in a lab's data folder and mends what can be mended; nothing is thrown away.

A database that is lost or damaged is put aside, and the newest good backup takes its place. Runs that the
database does not know are taken in from their folders. What a model is said to be worth is measured again
where the file with its answers is not the one that the lab wrote.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.damaged_rows import Finding, folder_aside, forget_damaged_rows
from core.data.dataset import DamagedDataError
from core.data.datasets import UnknownDatasetError
from core.dataset_library import DatasetLibrary
from core.engine.presence import RunnerLock, allow_start, is_kept_stopped
from core.engine.runner_process import stop_runner
from core.evaluation.confusion import accuracy_of
from core.recognition.predictor import Predictor
from core.runs.artifacts import RunFolder, run_ids
from core.runs.query import EVERY_RUN
from core.runs.restore import restored_run
from core.runs.run import Run, UnknownRunError
from core.runs.whole_files import DamagedFileError
from core.store import repair
from core.store.backup import back_up_if_due, backup_time, good_backup, put_in_place
from core.store.database import Database, is_sound
from core.store.schema import MIGRATIONS
from core.store.store import Store
from core.text import text

MEASURED = ("validation", "test")
RESTORED = text("The lab was restored from a backup; start the sweep again.")


def examine(home: Path) -> Iterator[Finding]:
    """Goes through a data folder and tells of each thing that was wrong once it has been dealt with.

    Raises:
        UnusableHomeError: If the folder cannot be written, or its database is of a newer lab.
        OSError: If a file cannot be written, or the database is locked.
    """
    if not _has_sound_database(home):
        finding = _replace_database(home)
        yield finding
        if not finding.is_mended:
            return
    store = Store(home / "lab.db")
    for finding in forget_damaged_rows(home, store):
        yield finding
        if not finding.is_mended:
            return
    yield from _take_in_lost_runs(home, store)
    library = DatasetLibrary(home, store)
    yield from _examine_datasets(library)
    for run in store.runs.find(EVERY_RUN):
        if not run.is_live:
            with suppress(UnknownRunError):  # deleted meanwhile
                yield from _examine_files(home, store, library, run)
    back_up_if_due(store.database)


def _has_sound_database(home: Path) -> bool:
    """Whether the pages of the database fit each other, or there is neither one nor a run."""
    path = home / "lab.db"
    return is_sound(path) or not (path.exists() or run_ids(home))


def _replace_database(home: Path) -> Finding:
    """Puts the database aside, and the newest good backup or an empty one in its place.

    Meanwhile no runner lives. Web processes go on; they find the new file at their next look.
    """
    was_stopped = is_kept_stopped(home)
    lock = RunnerLock.take(home) if stop_runner(home) else None
    if lock is None:
        return Finding(
            text("The runner did not end, so the database was left as it is; end it and try again."), False
        )
    try:
        if _has_sound_database(home):
            return Finding(text("The database was lost or damaged; somebody else has just mended it."), True)
        return _put_backup_in_place(home)
    finally:
        lock.release()
        if not was_stopped:
            allow_start(home)


def _put_backup_in_place(home: Path) -> Finding:
    backup = good_backup(home)
    with tempfile.TemporaryDirectory(prefix=".half-", dir=home) as half:
        working, whole = Database(Path(half, "working.db")), Path(half, "lab.db")
        if backup is not None:
            shutil.copyfile(backup, working.path)
        working.migrate(MIGRATIONS)
        # What became of those that went on when the backup was made, their folders tell.
        repair.forget_live_runs(working, run_ids(home))
        repair.stop_sweeps(working, RESTORED)
        working.copy_to(whole)
        _give_owner(whole, home)
        aside = _put_aside(home)
        put_in_place(whole, home / "lab.db")
    time = backup_time(backup) if backup else None
    lost = "The database was lost or damaged; what there was of it is in {folder}."
    if time is None:
        empty = " There was no good backup, so an empty one took its place."
        return Finding(text(lost + empty, folder=str(aside)), True)
    backup_came = " The backup of {time} UTC took its place."
    return Finding(text(lost + backup_came, folder=str(aside), time=f"{time:%d %B %Y, %H:%M}"), True)


def _give_owner(path: Path, like: Path) -> None:
    """Whoever mends may be another than whoever serves the lab, such as root."""
    if os.geteuid() == 0:
        owner = like.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _put_aside(home: Path) -> Path:
    """Moves the database with its journal to a folder of its own, and returns that."""
    aside = folder_aside(home)
    for name in ("lab.db", "lab.db-wal", "lab.db-shm"):
        with suppress(FileNotFoundError):
            (home / name).replace(aside / name)
    return aside


def _take_in_lost_runs(home: Path, store: Store) -> Iterator[Finding]:
    folders = [home / "runs" / each for each in run_ids(home)]  # first: a run has its row before its folder
    known = {run.id for run in store.runs.find(EVERY_RUN)}
    lost = []
    for folder in folders:
        if folder.name not in known:
            try:
                lost.append(restored_run(folder))
            except ValueError:
                told = "Run {run} cannot be restored: its config.json or metrics.csv is damaged."
                yield Finding(text(told, run=folder.name), False)
    for run, epochs, kept in sorted(lost, key=lambda found: found[0].created):
        with store.transaction():
            store.runs.restore(run, epochs, kept)
            repair.connect_trial(store.database, run)
        told = "Run {run} ({name}) was missing; it was restored from its folder."
        yield Finding(text(told, run=run.id, name=run.name), True)


def _examine_datasets(library: DatasetLibrary) -> Iterator[Finding]:
    """Takes in data sets that the database does not know; holds the files of each against the database."""
    for name in library.restore_lost():
        yield Finding(
            text("The data set {name} was missing; it was restored from its file.", name=name), True
        )
    for record in library.records():
        try:
            _ = record.sha256 and library.file(record.name)
        except DamagedDataError as error:
            yield Finding(error.text, False)
        if record.sha256 and not library.describe(record):
            told = "The names of {title} beside its file were missing or old; they were written anew."
            yield Finding(text(told, title=record.title), True)


def _examine_files(home: Path, store: Store, library: DatasetLibrary, run: Run) -> Iterator[Finding]:
    """Holds a run's files against their SHA-256."""
    folder = RunFolder(home, run.id)
    kept = store.runs.kept_epochs(run.id)
    reads: list[Callable[[], object]] = [partial(folder.read_epoch, *each) for each in kept.items()]
    reads += [partial(folder.read_drawings, run.manifest.drawings)]
    reads += [partial(folder.read_epoch_probabilities, run)]
    for read in reads:
        try:
            read()
        except DamagedFileError as error:
            yield Finding(error.text, False)
    if run.model_sha256 is None:
        return
    try:
        predictor = Predictor(folder.read_model(run.model_sha256))
    except DamagedFileError as error:
        yield Finding(error.text, False)
    except Exception:  # whatever ONNX Runtime raises on a file that is no model
        yield Finding(text("model.onnx of run {run} is no model; train it again.", run=run.id), False)
    else:
        if run.accuracy is None or not _has_evaluation(folder, run):
            yield _measure_again(store, library, folder, run, predictor)


def _has_evaluation(folder: RunFolder, run: Run) -> bool:
    try:
        return folder.read_evaluation(run, "test") is not None
    except DamagedFileError:
        return False


def _measure_again(
    store: Store, library: DatasetLibrary, folder: RunFolder, run: Run, predictor: Predictor
) -> Finding:
    try:
        dataset = library.find(run.manifest.dataset)
    except (UnknownDatasetError, DamagedDataError) as error:
        told = "The figures of run {run} ({name}) cannot be measured again. {reason}"
        return Finding(text(told, run=run.id, name=run.name, reason=str(error)), False)
    probabilities: dict[str, NDArray[np.float32]] = {
        name: predictor.probabilities(dataset.split(name).images) for name in MEASURED
    }
    accuracy = accuracy_of(dataset.split("test").labels, probabilities["test"])
    store.runs.set_evaluation(run.id, folder.write_evaluation(probabilities))
    store.runs.set_model(run.id, str(run.model_sha256), accuracy)
    told = "The figures of run {run} ({name}) were measured again from its model."
    return Finding(text(told, run=run.id, name=run.name), True)
