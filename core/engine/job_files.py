"""The files that a job needs and leaves behind."""

import logging
from pathlib import Path
from typing import Protocol, assert_never

from core.dataset_library import DatasetLibrary
from core.engine.model_files import keep_finished
from core.jobs.record import JobRecord
from core.jobs.results import Analysis, Embedding, Imported, Result
from core.jobs.specs import Analyse, Embed, Finish, Import, Time
from core.runs.artifacts import RunFolder
from core.runs.timing import Timing
from core.store.store import Store
from core.training.outcome import Outcome

logger = logging.getLogger(__name__)


class JobFiles(Protocol):
    """What a job reads and writes.

    What reads raises `DamagedFileError`, `DamagedDataError` or `UnknownDatasetError` where a file is lost or
    is not the one that the job is about; all raise `OSError` where the disk refuses.
    """

    def read(self) -> bytes | None:
        """The file that the job is about; None if there is none."""

    def read_data(self) -> bytes | None:
        """The data set that the job is about; None if a worker has it."""

    def read_drawings(self) -> bytes | None:
        """The drawings that were learned beside that, for a training to be finished; else None."""

    def keep(self, result: Result) -> str | None:
        """Keeps the result; its SHA-256 if it has a file of its own among the job's results."""

    def log(self, line: str) -> None:
        """Notes what happened."""

    def forget(self) -> None:
        """Removes what was written for what has been deleted since."""


def files_of(job: JobRecord, home: Path, store: Store, library: DatasetLibrary) -> JobFiles:
    """The files of a job."""
    match job.spec:
        case Import() as spec:
            return ImportFiles(spec, library)
        case Time() as spec:
            return TimingFiles(spec, store)
        case Finish() | Analyse() | Embed() as spec:
            return RunJobFiles(job.hash, spec, RunFolder(home, spec.run), store, library)
        case _:
            assert_never(job.spec)


class RunJobFiles:
    """The files of a job about a run; see `JobFiles`."""

    def __init__(
        self,
        job_hash: str,
        spec: Finish | Analyse | Embed,
        folder: RunFolder,
        store: Store,
        library: DatasetLibrary,
    ) -> None:
        self._hash, self._spec, self._folder = job_hash, spec, folder
        self._store, self._library = store, library

    def read(self) -> bytes:
        """The run's checkpoint or model."""
        match self._spec:
            case Finish(epoch=epoch, checkpoint_sha256=sha256):
                return self._folder.read_epoch(epoch, sha256)
            case Analyse(model_sha256=sha256) | Embed(model_sha256=sha256):
                return self._folder.read_model(sha256)
            case _:
                assert_never(self._spec)

    def read_data(self) -> bytes | None:
        """The data set that the run has learned."""
        return self._library.file(self._store.runs.get(self._spec.run).manifest.dataset)

    def read_drawings(self) -> bytes | None:
        """Those that the run has learned."""
        if not isinstance(self._spec, Finish):
            return None
        return self._folder.read_drawings(self._spec.manifest.drawings)

    def keep(self, result: Result) -> str | None:
        """Keeps a model as files of the run, anything else as a result of its own."""
        match result:
            case Outcome():
                if keep_finished(self._store, self._folder, result):
                    self._folder.log(f"The model after epoch {result.epochs} was saved.")
                return None
            case Analysis(probabilities=probabilities):
                return self._folder.write_result(self._hash, {"probabilities": probabilities})
            case Embedding():
                # Compression would hold up the runner for a second, and save nothing.
                return self._folder.write_result(self._hash, result.arrays(), compresses=False)
            case _:
                raise TypeError(f"A job about a run does not come to {type(result).__name__}.")

    def log(self, line: str) -> None:
        """A line in the run's log."""
        self._folder.log(line)

    def forget(self) -> None:
        """Removes the folder of a run that was deleted."""
        self._folder.remove_unless_kept()


class ImportFiles:
    """The files of an import; see `JobFiles`."""

    def __init__(self, spec: Import, library: DatasetLibrary) -> None:
        self._spec, self._library = spec, library

    def read(self) -> bytes:
        """What was sent."""
        return self._library.read_upload(self._spec)

    def read_data(self) -> None:
        """An import makes its data set."""

    def read_drawings(self) -> None:
        """An import learns nothing."""

    def keep(self, result: Result) -> None:
        """Keeps the data set; what was sent is not needed any longer."""
        assert isinstance(result, Imported)  # noqa: S101 -- an import has no other result
        self._library.keep(self._spec, result)

    def log(self, line: str) -> None:
        """A line in the runner's log."""
        logger.warning("%s: %s", self._spec.dataset, line)

    def forget(self) -> None:
        """Removes the file of a data set that was deleted."""
        self._library.remove_files(self._spec)


class TimingFiles:
    """What a timing leaves in the store; it has no files. See `JobFiles`."""

    def __init__(self, spec: Time, store: Store) -> None:
        self._spec, self._store = spec, store

    def read(self) -> None:
        """A timing is about no file."""

    def read_data(self) -> None:
        """It learns random pixels."""

    def read_drawings(self) -> None:
        """And no drawings."""

    def keep(self, result: Result) -> None:
        """Keeps the seconds."""
        assert isinstance(result, Timing)  # noqa: S101 -- a timing has no other result
        self._store.timings.keep(self._spec, result)

    def log(self, line: str) -> None:
        """A line in the runner's log."""
        logger.warning("%s", line)

    def forget(self) -> None:
        """There is nothing to remove."""
