"""The trainer: through it a page or a command starts, follows and steers runs.

It holds a data folder, who asks, and how far each followed run has been read; what must outlive it is
in the store. Many may look at one lab at once.
"""

import importlib.metadata
import platform
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.splits import SplitName, split
from core.engine.presence import allow_start, is_kept_stopped, runner_complaint, runner_is_stuck, runner_pid
from core.engine.runner_process import ensure_runner
from core.home import DISK_FULL, is_disk_full
from core.models.presets import PRESETS, Preset
from core.models.recipe import Recipe
from core.recognition.predictor import Predictor
from core.runs.artifacts import RunFolder
from core.runs.manifest import new_manifest
from core.runs.progress import Progress
from core.runs.run import Run
from core.runs.state import State
from core.store.store import Store

NAME_LIMIT = 60
KEPT_STOPPED = (
    "The trainings of this lab were stopped on its server."
    " They go on when somebody starts a training, or when the lab is served anew."
)
STUCK = "The process that runs the trainings does not react. `digit-lab stop` on the server ends it."
_JOINERS = "\u200d\ufe0f"  # they make one emoji of several
_DECIDING_PACKAGES = ("keras", "tensorflow", "numpy", "digit-lab")


class TrainerError(ValueError):
    """A wish that cannot be fulfilled; its message says why and what to do, in one sentence."""


class Trainer:
    """A person's hold on the runs of one lab."""

    def __init__(self, home: Path, person: str = "local") -> None:
        self.home = home
        self.person = person
        self._store = Store(home / "lab.db")
        self._progress: Progress | None = None

    # Starting and steering

    def preset(self, preset_id: str) -> Preset:
        """The preset with this id.

        Raises:
            TrainerError: If there is none.
        """
        if preset_id not in PRESETS:
            raise TrainerError(f"There is no preset {preset_id[:40]!r}; choose one of {', '.join(PRESETS)}.")
        return PRESETS[preset_id]

    def start(self, preset: Preset, recipe: Recipe | None = None) -> Run:
        """Queues a run of `preset`, by its own recipe or another, and sees that a runner is there."""
        manifest = new_manifest(
            preset,
            recipe or preset.recipe,
            person=self.person,
            created=datetime.now().astimezone(),
            versions=_versions(),
        )
        run = self._store.add_run(manifest, preset.title)
        allow_start(self.home)
        ensure_runner(self.home)
        return run

    def stop(self, run_id: str) -> None:
        """Asks a run to stop and keep what it learned; a run that has ended stays as it is."""
        run = self.run(run_id)
        if run.state is State.QUEUED and is_kept_stopped(self.home) and runner_pid(self.home) is None:
            self._store.end(run_id, State.STOPPED, "Stopped before it started.")  # nobody else would
        elif run.is_live:
            self._store.add_command(run_id, "stop")
            ensure_runner(self.home)

    def is_stopping(self, run: Run) -> bool:
        """Whether a run still goes on but has been asked to stop."""
        return run.is_live and self._store.was_asked_to_stop(run)

    def is_stalled(self, run: Run) -> bool:
        """Whether a run should be training, but neither its worker nor the runner shows any sign of life."""
        is_silent = run.stalled is not None or runner_is_stuck(self.home)
        return run.state is State.RUNNING and is_silent

    def obstacle(self) -> str:
        """Why nothing can be trained at the moment, in a sentence; empty if nothing stands in the way."""
        if is_kept_stopped(self.home):
            return KEPT_STOPPED
        if runner_is_stuck(self.home):
            return STUCK
        if complaint := runner_complaint(self.home):
            return complaint
        return DISK_FULL if is_disk_full(self.home) else ""

    def rename(self, run_id: str, name: str) -> None:
        """Gives a run another name.

        Raises:
            TrainerError: If the name is empty or too long.
        """
        self._store.rename(run_id, _checked_name(name))

    def delete(self, run_id: str) -> None:
        """Removes a run and its files for good.

        Raises:
            TrainerError: If it still waits or trains.
        """
        if not self._store.delete(run_id):
            raise TrainerError("This run is still going on; stop it before you delete it.")
        RunFolder(self.home, run_id).remove()

    def introduce(self, name: str) -> None:
        """Sets the name under which this person's runs are shown; an empty one takes it back.

        Raises:
            TrainerError: If the name is too long.
        """
        self._store.remember_person(self.person, _checked_name(name) if name.strip() else "")

    @property
    def person_name(self) -> str:
        """The name under which this person's runs are shown; empty if there is none yet."""
        return self._store.person_name(self.person) or ""

    # Looking

    def runs(self) -> list[Run]:
        """Every run of the lab, the newest first."""
        return self._store.runs()

    def run(self, run_id: str) -> Run:
        """The run with this id, as it stands now.

        Raises:
            UnknownRunError: If there is none.
        """
        return self._store.run(run_id)

    def live_runs(self) -> list[Run]:
        """The runs that train or wait, the oldest first."""
        return self._store.runs_in(State.RUNNING, State.QUEUED)

    def runs_ahead(self, run: Run) -> int:
        """How many runs go before this queued one."""
        return sum(other.created < run.created for other in self.live_runs())

    def follow(self, run_id: str) -> Progress:
        """The progress of a run; asked again for the same run, reads only what is new."""
        if self._progress is None or self._progress.run_id != run_id:
            self._progress = Progress(run_id)
        self._progress.read(self._store.events(run_id, after=self._progress.cursor))
        return self._progress

    def progress(self, run_id: str) -> Progress:
        """The whole progress of a run, read once."""
        progress = Progress(run_id)
        progress.read(self._store.events(run_id))
        return progress

    def accuracies(self) -> dict[str, list[float]]:
        """By run id, the accuracy after each epoch: on the validation split, or in training without one."""
        found: dict[str, list[float]] = {}
        for run_id, epoch in self._store.epochs():
            found.setdefault(run_id, []).append(epoch.get("val_accuracy", epoch["accuracy"]))
        return found

    # Using what was learned

    def latest_with_model(self) -> Run:
        """The newest run whose model can be used.

        Raises:
            TrainerError: If there is none.
        """
        for run in self.runs():
            if run.can_predict:
                return run
        raise TrainerError("No run has a model yet; train one first.")

    def predictor(self, run: Run) -> Predictor:
        """The run's model, ready to answer.

        Raises:
            TrainerError: If the run has no model (yet).
            DamagedFileError: If the model's file is not the one that the lab wrote.
        """
        if run.model_sha256 is None:
            raise TrainerError(f"{run.name} has no model yet; wait for it or choose another run.")
        return Predictor(RunFolder(self.home, run.id).read_model(run.model_sha256))

    def probabilities(self, run: Run, split_name: SplitName) -> NDArray[np.float32]:
        """What the run's model says of every image of a split: (n, 10), rows sum to 1.

        Raises:
            TrainerError: If the run has no model (yet).
            DamagedFileError: If a file of the run is not the one that the lab wrote.
        """
        kept = RunFolder(self.home, run.id).read_evaluation(run, split_name)
        return self.predictor(run).probabilities(split(split_name).images) if kept is None else kept


def _checked_name(name: str) -> str:
    """The name with single spaces and without signs that cannot be seen."""
    name = "".join(sign for sign in " ".join(name.split()) if sign.isprintable() or sign in _JOINERS)
    if not 1 <= len(name) <= NAME_LIMIT:
        raise TrainerError(f"A name has 1 to {NAME_LIMIT} letters or signs; this one has {len(name)}.")
    return name


def _versions() -> dict[str, str]:
    """Versions of what decides a training's result."""
    packages = {name: importlib.metadata.version(name) for name in _DECIDING_PACKAGES}
    return {"python": platform.python_version(), **packages}
