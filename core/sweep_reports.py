"""The sweeps of a lab as pages and commands show them: each with its trials, the best and the time left."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Final

from core.data.datasets import UnknownDatasetError
from core.engine.engine_start import trials_at_once
from core.lab import Lab
from core.price import price
from core.runs.state import State
from core.sweeps.sweep import Sweep, UnknownSweepError
from core.sweeps.trial import Trial, best_trial

MOST_LISTED: Final = 100


@dataclass(frozen=True)
class SweepReport:
    """How far a sweep is.

    Attributes:
        sweep: The sweep.
        trials: Its trials so far, in their order.
        seconds_left: How long it will still take if nothing else trains; None where that is not known.
        is_pausing: Whether it is paused, and trials that train end their epoch first.
    """

    sweep: Sweep
    trials: Sequence[Trial]
    seconds_left: float | None
    is_pausing: bool = False

    @property
    def status(self) -> str:
        """Where it stands, in a word."""
        return _status(self.sweep, self.is_pausing)

    @property
    def best(self) -> Trial | None:
        """The trial with the most accurate model on `validation`."""
        return best_trial(self.trials)

    def count(self, state: State) -> int:
        """How many trials are in a state."""
        return sum(trial.state is state for trial in self.trials)

    @property
    def ended(self) -> int:
        """How many trials have ended."""
        return sum(trial.has_ended for trial in self.trials)


def sweeps(lab: Lab) -> list[Sweep]:
    """The newest sweeps, the newest first."""
    return lab.store.sweeps.all(MOST_LISTED)


def status_of(lab: Lab, sweep: Sweep) -> str:
    """Where a sweep stands, as `SweepReport.status`, without all that a report asks for."""
    return _status(sweep, lab.store.sweeps.is_pausing(sweep.id))


def _status(sweep: Sweep, is_pausing: bool) -> str:
    return "Pausing" if is_pausing else sweep.state.label


def find_sweep(lab: Lab, sweep_id: str) -> Sweep | None:
    """The sweep with an id, or None."""
    try:
        return lab.store.sweeps.get(sweep_id)
    except UnknownSweepError:
        return None


def sweep_of_run(lab: Lab, run_id: str) -> tuple[Sweep, int] | None:
    """The sweep of which a run is a trial, with the trial's number; None if it is none."""
    return lab.store.sweeps.sweep_of_run(run_id)


def report(lab: Lab, sweep_id: str) -> SweepReport:
    """How far a sweep is.

    Raises:
        UnknownSweepError: If there is none.
    """
    sweep = lab.store.sweeps.get(sweep_id)
    trials = lab.store.sweeps.trials(sweep_id)
    pausing = lab.store.sweeps.is_pausing(sweep_id)
    return SweepReport(sweep, trials, _seconds_left(lab, sweep, trials), pausing)


def _seconds_left(lab: Lab, sweep: Sweep, trials: Sequence[Trial]) -> float | None:
    """Of those that wait or train by their price; of further ones by what the others took."""
    if not sweep.is_running:
        return None
    try:
        live = sum(_rest(lab, sweep, trial) for trial in trials if trial.is_live)
        taken = [trial.seconds for trial in trials if trial.state is State.FINISHED and trial.seconds]
        further = sweep.spec.trials - len(trials)
        each = mean(taken) if taken else price(lab, sweep.spec.base).seconds if further else 0.0
    except UnknownDatasetError:
        return None
    return seconds_together(live + further * each, further + sum(trial.is_live for trial in trials))


def seconds_together(seconds: float, trials: int) -> float:
    """How long trials take here, as many at once as may train.

    Args:
        seconds: What they take in all, one after the other.
        trials: How many they are.
    """
    return seconds / max(1, min(trials, trials_at_once()))


def _rest(lab: Lab, sweep: Sweep, trial: Trial) -> float:
    draft = sweep.spec.draft(sweep.id, trial.number, trial.values)
    return price(lab, draft).seconds * max(0.0, 1 - trial.epochs_done / draft.recipe.epochs)
