"""What a person does with sweeps: start, pause, resume, stop, rename, delete. Each act asks `allow` first."""

from typing import Final

from core.engine.presence import allow_start
from core.engine.queue import queue_again
from core.names import WishError, checked_name
from core.runs.artifacts import RunFolder
from core.runs.query import RunQuery
from core.runs.run import Run, UnknownRunError
from core.runs.state import LIVE, State
from core.sweeps.specification import SweepSpec
from core.sweeps.sweep import Sweep, SweepState
from core.trainer import Trainer
from core.training_acts import TrainingActs

MOST_RUNNING: Final = 5
"""Sweeps that one person may have running at once."""


class SweepActs:
    """The acts of a trainer's person. Each raises `NotAllowedError` if the person may not do it."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._lab = trainer.lab
        self._store = trainer.lab.store

    def start(self, spec: SweepSpec) -> Sweep:
        """Starts a sweep, whose trials the runner queues one after the other.

        Raises:
            WishError: If the person has too many running, the data set has no validation split, or the base
                learns drawings: each trial would learn those of its own moment.
            UnknownDatasetError: If there is no data set of its name.
        """
        self._trainer.require("start", spec.base)
        if not self._lab.datasets.facts(spec.base.dataset).count("validation"):
            raise WishError("This data set has no validation split, on which a sweep compares its trials.")
        if spec.base.recipe.drawing_weight:
            raise WishError("The trials of a sweep learn no drawings; set the weight of each drawing to 0.")
        person = self._trainer.person.id
        with self._store.transaction():
            self._check_running(person)
            sweep = self._store.sweeps.add(spec, person)
        allow_start(self._lab.home)
        self._lab.ensure_runner()
        return sweep

    def stop(self, sweep_id: str) -> None:
        """Ends a sweep: no further trial starts, and those that wait or train are stopped.

        Raises:
            UnknownSweepError: If there is none.
        """
        sweep = self._store.sweeps.get(sweep_id)
        self._trainer.require("stop", sweep)
        self._store.sweeps.end(sweep_id, SweepState.STOPPED)
        runs = TrainingActs(self._trainer)
        for trial in self._store.sweeps.trials(sweep_id):
            if trial.run is not None and trial.is_live:
                runs.stop(trial.run)

    def _check_running(self, person_id: str) -> None:
        if self._store.sweeps.count_running(person_id) >= MOST_RUNNING:
            raise WishError(
                "{count} of your sweeps are running; wait, or stop one of them.", count=MOST_RUNNING
            )

    def pause(self, sweep_id: str) -> None:
        """Has a sweep start no further trial.

        A trial that trains pauses after its epoch; one that waits leaves the queue.

        Raises:
            WishError: If it does not run.
            UnknownSweepError: If there is none.
        """
        sweep = self._store.sweeps.get(sweep_id)
        self._trainer.require("stop", sweep)
        if not self._store.sweeps.pause(sweep_id):
            raise WishError("{sweep} is not running, so it cannot be paused.", sweep=sweep.name)
        runs = TrainingActs(self._trainer)
        for run in self._runs(sweep_id):
            try:
                runs.pause(run.id)
            except (WishError, UnknownRunError):
                continue  # it has ended meanwhile

    def resume(self, sweep_id: str) -> None:
        """Has a sweep that is paused go on, and its paused trials with it.

        Raises:
            WishError: If it is not paused, its trials still pause, or too much of its owner runs or waits.
            UnknownSweepError: If there is none.
        """
        sweep = self._store.sweeps.get(sweep_id)
        self._trainer.require("start", sweep)
        with self._store.transaction():
            if self._store.sweeps.is_pausing(sweep_id):
                raise WishError(
                    "{sweep} is still pausing; resume it when its trials have paused.", sweep=sweep.name
                )
            self._check_running(sweep.owner.id)
            if not self._store.sweeps.resume(sweep_id):
                raise WishError("{sweep} is not paused, so it cannot be resumed.", sweep=sweep.name)
            for run in self._runs(sweep_id, State.PAUSED):
                queue_again(self._store, run)
        allow_start(self._lab.home)
        self._lab.ensure_runner()

    def _runs(self, sweep_id: str, *states: State) -> list[Run]:
        """The trials' runs in one of these states; those that wait or train if none is named."""
        return self._store.runs.find(
            RunQuery(sweep=sweep_id, states=states or tuple(LIVE), order="oldest", limit=None)
        )

    def delete(self, sweep_id: str, *, keeps_runs: bool = False) -> None:
        """Removes a sweep for good, with the runs of its trials and their files.

        Args:
            sweep_id: The sweep.
            keeps_runs: Whether the runs stay, as runs of no sweep.

        Raises:
            WishError: If it runs, or trials wait or train.
            UnknownSweepError: If there is none.
        """
        sweep = self._store.sweeps.get(sweep_id)
        self._trainer.require("delete", sweep)
        with self._store.transaction():
            if self._store.sweeps.get(sweep_id).is_running or self._runs(sweep_id):
                raise WishError(
                    "{sweep} is running, or some of its trials are; stop it before you delete it.",
                    sweep=sweep.name,
                )
            runs = [] if keeps_runs else self._runs(sweep_id, *State)
            for run in runs:
                self._trainer.require("delete", run)
                self._store.runs.delete(run.id)
            self._store.sweeps.delete(sweep_id)
        for run in runs:
            RunFolder(self._lab.home, run.id).remove()

    def rename(self, sweep_id: str, name: str) -> None:
        """Gives a sweep another name.

        Raises:
            WishError: If the name is empty or too long.
            UnknownSweepError: If there is no such sweep.
        """
        self._trainer.require("rename", self._store.sweeps.get(sweep_id))
        self._store.sweeps.rename(sweep_id, checked_name(name))
