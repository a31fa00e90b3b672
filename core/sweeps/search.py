"""The values of a sweep's next trial, and which trials are behind, by Optuna.

Optuna keeps nothing: its study is made anew of the trials in the lab's store whenever it is asked. So it
answers the same again for the same seed and the same trials. Only the runner imports this file.
"""

import itertools
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.pruners import MedianPruner
from optuna.samplers import BaseSampler, RandomSampler, TPESampler
from optuna.trial import FrozenTrial, TrialState, create_trial

from core.runs.state import State
from core.sweeps.grid import combination_count, combinations
from core.sweeps.space import Choices, Dimension, Value, Values
from core.sweeps.specification import SweepSpec
from core.sweeps.trial import Trial

MOST_ASKED: Final = 20
"""So often is asked for values that no trial had, before the first combination is taken that none had."""

optuna.logging.set_verbosity(optuna.logging.WARNING)


def propose(spec: SweepSpec, trials: Sequence[Trial]) -> Values:
    """The values of the next trial.

    Args:
        spec: The sweep.
        trials: All that it has had so far, in their order.
    """
    if spec.sampler == "grid":
        return next(itertools.islice(combinations(spec.space), len(trials), None))
    used = [dict(trial.values) for trial in trials]
    for again in range(MOST_ASKED):
        values = _ask(spec, trials, again)
        if values not in used:
            return values
    if combination_count(spec.space) is None:
        return values
    return next((each for each in combinations(spec.space) if each not in used), values)


def is_behind(spec: SweepSpec, trials: Sequence[Trial], trial: Trial) -> bool:
    """Whether a trial is, after its last epoch, worse than the median of the finished ones after the same.

    That is Optuna's median rule (Golovin et al. 2017, "Google Vizier"): a trial's best score so far counts,
    and before five trials have finished none is behind.
    """
    if not trial.scores:
        return False
    return MedianPruner().prune(_study(spec, trials, RandomSampler()), _frozen(spec, trial))


def _ask(spec: SweepSpec, trials: Sequence[Trial], again: int) -> dict[str, Value]:
    entropy = np.random.SeedSequence((spec.seed, len(trials), again))
    seed = int(entropy.generate_state(1)[0])
    sampler: BaseSampler = TPESampler(seed=seed) if spec.sampler == "tpe" else RandomSampler(seed=seed)
    asked = _study(spec, trials, sampler).ask(_distributions(spec))
    return {name: _readable(spec.space[name], asked.params[name]) for name in spec.space}


def _study(spec: SweepSpec, trials: Sequence[Trial], sampler: BaseSampler) -> optuna.Study:
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.add_trials([_frozen(spec, trial) for trial in trials])
    return study


def _frozen(spec: SweepSpec, trial: Trial) -> FrozenTrial:
    """A trial as Optuna knows it; one that ended without any figure says nothing of its values."""
    state = _state(trial)
    return create_trial(
        state=state,
        value=trial.accuracy if state is TrialState.COMPLETE else None,
        params=dict(trial.values),
        distributions=_distributions(spec),
        intermediate_values=dict(enumerate(trial.scores, start=1)),
    )


def _state(trial: Trial) -> TrialState:
    if trial.is_live:
        return TrialState.RUNNING
    if not trial.scores:
        return TrialState.FAIL
    return TrialState.COMPLETE if trial.state is State.FINISHED else TrialState.PRUNED


def _distributions(spec: SweepSpec) -> dict[str, BaseDistribution]:
    return {name: _distribution(dimension) for name, dimension in spec.space.items()}


def _distribution(dimension: Dimension) -> BaseDistribution:
    if isinstance(dimension, Choices):
        return CategoricalDistribution(dimension.values)
    if dimension.is_whole:
        return IntDistribution(int(dimension.low), int(dimension.high), log=dimension.is_log)
    return FloatDistribution(dimension.low, dimension.high, log=dimension.is_log)


def _readable(dimension: Dimension, value: Any) -> Value:
    """The value with four digits that count, within its range."""
    if isinstance(dimension, Choices) or not isinstance(value, float):
        found: Value = value
        return found
    return min(max(float(f"{value:.4g}"), dimension.low), dimension.high)
