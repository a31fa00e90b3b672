"""The folder of a run: its files in open formats, each written whole or not at all."""

import csv
import io
import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.runs.epoch_archive import by_epoch, some_epochs, with_epoch
from core.runs.events import EpochEvent
from core.runs.learned_drawings import LearnedDrawings
from core.runs.manifest import Manifest
from core.runs.run import Run, UnknownRunError, is_run_id
from core.runs.whole_files import DamagedFileError, WholeFiles, arrays_of

EPOCH_COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds", "partial", "dead_units")


def run_ids(home: Path) -> list[str]:
    """The ids of the runs that have a folder with a manifest, in no particular order."""
    return [path.parent.name for path in (home / "runs").glob("*/config.json") if is_run_id(path.parent.name)]


def manifest_json(manifest: Manifest) -> bytes:
    """A manifest as a file."""
    return manifest.model_dump_json(indent=2).encode()


def metrics_csv(epochs: Sequence[EpochEvent]) -> bytes:
    """The epochs of a run as a table, a row an epoch; what was not measured stays empty.

    The counts of dead units stand side by side with a space between, a layer each.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, EPOCH_COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for epoch in epochs:
        writer.writerow({**epoch, "dead_units": " ".join(map(str, epoch.get("dead_units", ())))})
    return text.getvalue().encode()


class RunFolder:
    """The files of one run.

    | file | what |
    |---|---|
    | config.json | the manifest |
    | metrics.csv | a row an epoch |
    | epoch-N.keras | the model after epoch N, with optimiser state; the best and the last epoch are kept |
    | model.onnx | the model in use: raw pixels (n, 28, 28, 1) in, probabilities (n, classes) out, float32 |
    | model.before.onnx, evaluation.before.npz | those of the attempt before, until the next |
    | epochs.npz | what it said on the validation split after each epoch, see `epoch_archive` |
    | epochs.before.npz | the epochs.npz before that, until the next |
    | evaluation.npz | probabilities float32 (n, classes) by name of the split |
    | drawings.npz | drawings that it learns beside its data set, from its start on; see `drawings_file` |
    | results/HASH.npz | the result of a job, by the hash of its inputs |
    | log.txt | what happened, a line each with its time in UTC |
    """

    def __init__(self, home: Path, run_id: str) -> None:
        if not is_run_id(run_id):
            raise UnknownRunError(run_id)
        self.path = home / "runs" / run_id
        self._files = WholeFiles(self.path)

    @property
    def has_manifest(self) -> bool:
        """Whether the folder is that of a run."""
        return (self.path / "config.json").is_file()

    def write_manifest(self, manifest: Manifest) -> None:
        """Writes config.json."""
        self._files.write("config.json", manifest_json(manifest))

    def last_epoch_written(self) -> float | None:
        """When metrics.csv was last written, in seconds since the epoch; None if there is none."""
        path = self.path / "metrics.csv"
        return path.stat().st_mtime if path.is_file() else None

    def write_metrics(self, epochs: Sequence[EpochEvent]) -> None:
        """Writes metrics.csv."""
        self._files.write("metrics.csv", metrics_csv(epochs))

    def write_epoch(self, epoch: int, model: bytes) -> str:
        """Writes the model after an epoch, counted from 1, and returns its file's SHA-256."""
        return self._files.write(_epoch_name(epoch), model)

    def remove_other_epochs(self, kept: Collection[int]) -> None:
        """Deletes the models after epochs that are not among those that are kept."""
        names = {_epoch_name(epoch) for epoch in kept}
        for path in self.path.glob("epoch-*.keras"):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def write_model(self, onnx: bytes, stored: str | None = None) -> str:
        """Writes model.onnx and returns its SHA-256; the one that the store means, `stored`, stays too."""
        return self._files.write_beside("model.onnx", onnx, stored)

    def write_epoch_probabilities(
        self, sha256: str | None, epoch: int, probabilities: NDArray[np.float16]
    ) -> str:
        """Adds what a model said after an epoch to epochs.npz and returns the file's new SHA-256.

        What the file holds of later epochs goes: they will be trained anew.

        Args:
            sha256: Of the file as the store knows it; a file that is not that one, or of an earlier version,
                is begun anew.
            epoch: Number of the epoch, from 1.
            probabilities: float16 (n, classes) on the validation split.
        """
        try:
            before = self._files.read_either("epochs.npz", sha256) if sha256 else b""
        except DamagedFileError:
            before = b""
        return self._files.write_beside("epochs.npz", with_epoch(before, epoch, probabilities), sha256)

    def write_epoch_archive(self, archive: bytes) -> str:
        """Writes epochs.npz as a whole and returns its SHA-256."""
        return self._files.write("epochs.npz", archive)

    def write_evaluation(
        self, probabilities: Mapping[str, NDArray[np.float32]], stored: str | None = None
    ) -> str:
        """Writes evaluation.npz, float32 (n, classes) by name of the split; as `write_model`."""
        return self._files.write_arrays("evaluation.npz", probabilities, stored=stored)

    def write_drawings(self, file: bytes) -> None:
        """Writes drawings.npz."""
        self._files.write("drawings.npz", file)

    def read_drawings(self, drawings: LearnedDrawings | None) -> bytes | None:
        """The content of drawings.npz; None of a run that learns none.

        Raises:
            DamagedFileError: If it is lost or was changed.
        """
        remedy = "copy the run's settings into the form and start a new one"
        return None if drawings is None else self._files.read("drawings.npz", drawings.sha256, remedy)

    def log(self, line: str) -> None:
        """Adds a line to log.txt of a run that has a folder; where that fails, nothing else shall."""
        with suppress(OSError), (self.path / "log.txt").open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {line.rstrip()}\n")

    def read_epoch(self, epoch: int, sha256: str) -> bytes:
        """The model after an epoch, counted from 1, with optimiser state: the bytes of a .keras file.

        Raises:
            DamagedFileError: If there is none with this SHA-256.
        """
        with suppress(DamagedFileError):  # where an earlier version kept the last epoch
            return self._files.read_either("model.keras", sha256)
        return self._files.read(_epoch_name(epoch), sha256)

    def read_model(self, sha256: str) -> bytes:
        """The bytes of model.onnx.

        Raises:
            DamagedFileError: If its SHA-256 is not `sha256`.
        """
        return self._files.read_either("model.onnx", sha256)

    def read_evaluation(self, run: Run, split: str) -> NDArray[np.float32] | None:
        """Probabilities float32 (n, classes) on `split`, or None if they were not kept or the file is gone.

        Raises:
            DamagedFileError: If evaluation.npz is not the file that the store knows.
        """
        remedy = "`digit-lab doctor` measures its model again"
        arrays = self._files.read_arrays("evaluation.npz", run.evaluation_sha256, remedy)
        return arrays[split].astype(np.float32, copy=False) if split in arrays else None

    def read_epoch_probabilities(self, run: Run) -> dict[int, NDArray[np.float16]]:
        """What the model said on the validation split after each epoch.

        Returns:
            float16 (n, classes) by the epoch's number, from 1; empty if nothing was kept or the file is gone.

        Raises:
            DamagedFileError: If epochs.npz is not the file that the store knows.
        """
        if run.epochs_sha256 is None or not self._files.has_either("epochs.npz"):
            return {}
        return by_epoch(arrays_of(self._files.read_either("epochs.npz", run.epochs_sha256)))

    def read_some_epochs(self, run: Run, most: int) -> dict[int, NDArray[np.float16]]:
        """As `read_epoch_probabilities`, but of at most so many epochs, evenly spread.

        Raises:
            DamagedFileError: If epochs.npz is not the file that the store knows.
        """
        if run.epochs_sha256 is None or not self._files.has_either("epochs.npz"):
            return {}
        return some_epochs(self._files.read_either("epochs.npz", run.epochs_sha256), most)

    def write_result(
        self, job_hash: str, arrays: Mapping[str, NDArray[np.generic]], *, compresses: bool = True
    ) -> str:
        """Writes the result of a job, compressed or not, and returns the file's SHA-256."""
        return self._files.write_arrays(_result_name(job_hash), arrays, compresses=compresses)

    def has_result(self, job_hash: str) -> bool:
        """Whether there is a file with the result of a job."""
        return (self.path / _result_name(job_hash)).is_file()

    def read_result(self, job_hash: str, sha256: str) -> dict[str, NDArray[np.floating]]:
        """The result of a job; empty if the file is gone.

        Raises:
            DamagedFileError: If the file is not the one that the lab wrote.
        """
        return self._files.read_arrays(_result_name(job_hash), sha256, "ask for it again")

    def remove_partial_files(self) -> None:
        """Deletes what a process left that was killed while it wrote a file."""
        for half in self.path.rglob(".*.tmp"):
            half.unlink(missing_ok=True)

    def remove_unless_kept(self) -> None:
        """Removes the folder if it has no manifest: a run that the store has only lost keeps its folder."""
        if not self.has_manifest:
            self.remove()

    def remove(self) -> None:
        """Deletes the folder with everything in it; what cannot be deleted is no run's folder any more."""
        gone = self.path.with_name(f".deleted-{self.path.name}")
        with suppress(OSError):
            self.path.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _epoch_name(epoch: int) -> str:
    return f"epoch-{epoch}.keras"


def _result_name(job_hash: str) -> str:
    return f"results/{job_hash}.npz"
