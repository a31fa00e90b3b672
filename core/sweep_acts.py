"""What a person does with sweeps: start, stop and rename them. Each act asks `allow` first."""

from typing import Final

from core.engine.presence import allow_start
from core.names import WishError, checked_name
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
            if self._store.sweeps.count_running(person) >= MOST_RUNNING:
                raise WishError(
                    "{count} of your sweeps are running; wait, or stop one of them.", count=MOST_RUNNING
                )
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

    def rename(self, sweep_id: str, name: str) -> None:
        """Gives a sweep another name.

        Raises:
            WishError: If the name is empty or too long.
            UnknownSweepError: If there is no such sweep.
        """
        self._trainer.require("rename", self._store.sweeps.get(sweep_id))
        self._store.sweeps.rename(sweep_id, checked_name(name))
