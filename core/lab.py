"""The lab: one data folder in one process, and everything about it that belongs to nobody.

It looks and never acts for a person; that is the trainer's part. All sessions of a process share one.
"""

from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.catalog.label_vote import LabelVote
from core.catalog.saved_view import SavedView
from core.data.dataset import Dataset
from core.dataset_library import DatasetLibrary
from core.engine import presence
from core.engine.runner_process import ensure_runner
from core.home import DISK_FULL, is_disk_full
from core.jobs.record import JobRecord
from core.jobs.specs import Analyse
from core.recognition.predictor import Predictor
from core.runs.artifacts import RunFolder
from core.runs.commands import GivenCommand
from core.runs.curves import Curves
from core.runs.events import Event
from core.runs.progress import Position, Progress
from core.runs.query import RunQuery
from core.runs.run import NoModelError, Run, UnknownRunError
from core.runs.run_files import RunFile, content_of
from core.runs.state import LIVE, State
from core.runs.whole_files import DamagedFileError
from core.store.store import Store
from core.text import Text

Predictions = dict[int, NDArray[np.float32]]
"""By the number of an epoch, from 1, the probabilities (n, classes) of some images."""


class Lab:
    """The runs of one data folder, their models, and the runner that trains them.

    Attributes:
        home: The data folder.
        store: Its database. Only `Trainer` and core itself use it.
        datasets: The data sets.
    """

    def __init__(self, home: Path) -> None:
        """Opens a data folder, or makes it.

        Raises:
            UnusableHomeError: If the data folder or its database cannot be used.
        """
        self.home = home
        self.store = Store(home / "lab.db")
        self.datasets = DatasetLibrary(home, self.store)

    def run(self, run_id: str) -> Run:
        """The run with this id, as it stands now.

        Raises:
            UnknownRunError: If there is none.
        """
        return self.store.runs.get(run_id)

    def find_run(self, run_id: str) -> Run | None:
        """As `run`, but None if there is none, for somebody may have deleted it."""
        try:
            return self.run(run_id)
        except UnknownRunError:
            return None

    def dataset_of(self, run: Run) -> Dataset:
        """The data set that a run has learned; raises as `DatasetLibrary.find`."""
        return self.datasets.find(run.manifest.dataset)

    def runs(self, query: RunQuery) -> list[Run]:
        """The runs that a query asks for."""
        return self.store.runs.find(query)

    def count_runs(self, query: RunQuery) -> int:
        """How many runs a query finds, whatever its limit."""
        return self.store.runs.count(query)

    def live_runs(self, limit: int | None = 50) -> list[Run]:
        """The runs that train or wait, in the order in which they start."""
        return self.runs(RunQuery(states=tuple(LIVE), order="waiting", limit=limit))

    def runs_ahead(self, run: Run) -> int:
        """How many live runs come before this one."""
        return self.store.runs.count_ahead(run)

    def changes(self) -> int:
        """A number that is another one whenever a run, a name or a vote on a label has changed."""
        return self.store.runs.changes()

    def saved_views(self) -> list[SavedView]:
        """The views of images that people have saved, by name."""
        return self.store.saved_views.all()

    def label_votes(self, dataset_name: str, split_name: str) -> list[LabelVote]:
        """What people say of the labels of a split, by image, the earliest vote first."""
        return self.store.label_votes.of_split(dataset_name, split_name)

    def kept_epochs(self, run: Run) -> list[int]:
        """The epochs of a run, from 1, whose models are kept."""
        return list(self.store.runs.kept_epochs(run.id))

    def is_stopping(self, run: Run) -> bool:
        """Whether a run still goes on but has been asked to stop."""
        return run.is_live and self.store.commands.has("stop", run)

    def is_pausing(self, run: Run) -> bool:
        """Whether a run trains an epoch after which it was asked to pause, or is about to leave the queue."""
        return run.is_live and self.store.commands.has("pause", run)

    def commands_to(self, run: Run) -> list[GivenCommand]:
        """What people have asked of a run, the oldest first."""
        return self.store.commands.given(run.id)

    def is_stalled(self, run: Run) -> bool:
        """Whether a run should be training, but neither its worker nor the runner shows any sign of life."""
        is_silent = run.stalled is not None or presence.runner_is_stuck(self.home)
        return run.state is State.RUNNING and is_silent

    def events_after(self, run_id: str, position: Position) -> list[tuple[int, int, Event]]:
        """The events of a run behind a position, each as (attempt, seq, event)."""
        return self.store.events.after(run_id, position)

    def progress(self, run_id: str) -> Progress:
        """The whole progress of a run, read once."""
        progress = Progress(run_id)
        progress.read(self.events_after(run_id, progress.cursor))
        return progress

    def curves(self, run_ids: Collection[str]) -> dict[str, Curves]:
        """By run id, the points of its epochs alone, without those of its batches."""
        epochs = self.store.events.epochs(run_ids)
        cut_short = [run_id for run_id, told in epochs.items() if told and told[-1]["partial"]]
        reached = self.store.events.positions(cut_short)
        found = {run_id: Progress(run_id, reached.get(run_id, 0.0)) for run_id in run_ids}
        for run_id, told in epochs.items():
            found[run_id].read((0, seq, event) for seq, event in enumerate(told))
        return {run_id: progress.curves() for run_id, progress in found.items()}

    def positions(self, runs: Collection[Run]) -> dict[str, float]:
        """By run id, the epochs trained so far, with their fraction."""
        told = self.store.events.positions([run.id for run in runs])
        return {run.id: max(told.get(run.id, 0.0), run.epochs_done) for run in runs}

    def file(self, run: Run, file: RunFile) -> bytes:
        """The content of a file of a run.

        Raises:
            DamagedFileError: If there is no such file, or it is not the one that the lab wrote.
        """
        return content_of(
            file, run, RunFolder(self.home, run.id),
            dataset=lambda: self.dataset_of(run),
            epochs=lambda: self.store.events.epochs([run.id])[run.id],
            kept=lambda: self.store.runs.kept_epochs(run.id),
        )  # fmt: skip

    def latest_with_model(self) -> Run:
        """The newest run whose model can be used.

        Raises:
            NoModelError: If there is none.
        """
        if found := self.runs(RunQuery(has_model=True, limit=1)):
            return found[0]
        raise NoModelError("No run has a model yet; train one first.")

    def predictor(self, run: Run) -> Predictor:
        """The run's model, ready to answer.

        Raises:
            NoModelError: If the run has no model (yet).
            DamagedFileError: If the model's file is not the one that the lab wrote.
        """
        if run.model_sha256 is None:
            raise NoModelError("{run} has no model yet; wait for it or choose another run.", run=run.name)
        return Predictor(RunFolder(self.home, run.id).read_model(run.model_sha256))

    def probabilities(self, run: Run, split_name: str) -> NDArray[np.float32]:
        """What the run's model says of every image of a split; computed where it was not kept.

        Returns:
            float32 (n, classes), rows sum to 1.

        Raises:
            NoModelError: If the run has no model (yet).
            DamagedFileError: If a file of the run is not the one that the lab wrote.
        """
        if (kept := self.kept_probabilities(run, split_name)) is not None:
            return kept
        return self.predictor(run).probabilities(self.dataset_of(run).split(split_name).images)

    def kept_probabilities(self, run: Run, split_name: str) -> NDArray[np.float32] | None:
        """What the run's model says of every image of a split, if a training or a job has kept it.

        Raises:
            DamagedFileError: If evaluation.npz is not the file that the lab wrote.
        """
        folder = RunFolder(self.home, run.id)
        kept = folder.read_evaluation(run, split_name)
        return self._analysed(run, split_name) if kept is None else kept

    def _analysed(self, run: Run, split_name: str) -> NDArray[np.float32] | None:
        """The result of the job; None where there is none, for another one can be asked for."""
        job = self.analysis(run, split_name)
        if job is None or job.result_sha256 is None:
            return None
        try:
            found = RunFolder(self.home, run.id).read_result(job.hash, job.result_sha256)
        except DamagedFileError:
            return None
        return found["probabilities"].astype(np.float32, copy=False) if found else None

    def watched_predictions(self, run: Run, positions: NDArray[np.int64], most_epochs: int) -> Predictions:
        """What a run's model said of some images of its validation split, epoch by epoch.

        Args:
            run: The run; it may still train.
            positions: (n,) positions in the split on which the run validates.
            most_epochs: Of more epochs than that, so many are taken, evenly spread.

        Raises:
            DamagedFileError: If epochs.npz is not the file that the lab wrote.
        """
        kept = RunFolder(self.home, run.id).read_some_epochs(run, most_epochs)
        return {epoch: said[positions].astype(np.float32) for epoch, said in kept.items()}

    def has_analysis(self, run: Run, split_name: str) -> bool:
        """Whether a job has asked the run's model about every image of a split, and its result is there."""
        job = self.analysis(run, split_name)
        return bool(job and job.result_sha256 and RunFolder(self.home, run.id).has_result(job.hash))

    def analysis(self, run: Run, split_name: str) -> JobRecord | None:
        """The job that asks a run's model about every image of a split; None if nobody wanted it yet."""
        return self.store.jobs.find(Analyse.of(run, split_name))

    def obstacle(self) -> Text | None:
        """Why nothing can be trained at the moment; None if nothing stands in the way."""
        return presence.obstacle(self.home) or (DISK_FULL if is_disk_full(self.home) else None)

    def ensure_runner(self) -> None:
        """Starts a runner unless one lives, or the lab's trainings were stopped on purpose."""
        ensure_runner(self.home)
