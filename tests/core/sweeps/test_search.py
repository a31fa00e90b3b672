"""Optuna proposes the next values from the trials that the store knows, and keeps nothing itself."""

import numpy as np
import pytest

from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.state import State
from core.sweeps.reading import read_space
from core.sweeps.search import is_behind, propose
from core.sweeps.space import Values
from core.sweeps.specification import Sampler, SweepSpec, specify_sweep
from core.sweeps.trial import Trial, best_trial


def sweep(sampler: Sampler, trials: int = 30, seed: int = 0, **typed: str) -> SweepSpec:
    return specify_sweep(
        draft_of(PRESETS["quick"]), read_space(typed), trials=trials, sampler=sampler, seed=seed
    )


def ended(number: int, values: Values, *scores: float, state: State = State.FINISHED) -> Trial:
    return Trial(number, values, run="r", state=state, scores=scores, has_model=bool(scores))


def searched(spec: SweepSpec) -> list[Trial]:
    """All trials of a sweep whose accuracy falls with the distance of the learning rate from 0.003."""
    trials: list[Trial] = []
    for number in range(1, spec.trials + 1):
        values = propose(spec, trials)
        distance = abs(np.log10(float(values["learning_rate"]) / 0.003))
        trials.append(ended(number, values, 1 - 0.1 * float(distance)))
    return trials


@pytest.mark.parametrize("sampler", ["random", "tpe"])
def test_the_same_seed_and_trials_give_the_same_values_and_another_seed_others(sampler: Sampler) -> None:
    first, again, other = (
        searched(sweep(sampler, trials=14, seed=seed, learning_rate="0.0001..1")) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
    assert len({each.values["learning_rate"] for each in first}) == 14
    assert all(0.0001 <= float(each.values["learning_rate"]) <= 1 for each in first)


def test_tpe_comes_closer_than_chance() -> None:
    late = {
        sampler: np.mean([
            float(trial.accuracy or 0)
            for seed in range(3)
            for trial in searched(sweep(sampler, seed=seed, learning_rate="0.0001..1"))[15:]
        ])
        for sampler in ("random", "tpe")
    }  # fmt: skip
    assert late["tpe"] > late["random"]


def test_a_grid_goes_through_its_combinations() -> None:
    spec = sweep("grid", batch_size="32,64", optimizer="adam,sgd")
    trials: list[Trial] = []
    while len(trials) < spec.trials:
        trials.append(ended(len(trials) + 1, propose(spec, trials), 0.9))
    assert [dict(each.values) for each in trials] == [
        {"batch_size": size, "optimizer": kind} for size in (32, 64) for kind in ("adam", "sgd")
    ]


@pytest.mark.parametrize("sampler", ["random", "tpe"])
def test_no_combination_comes_twice_while_there_is_another(sampler: Sampler) -> None:
    spec = sweep(sampler, epochs="1..5", width="0.5,1")
    trials: list[Trial] = []
    while len(trials) < spec.trials:
        trials.append(ended(len(trials) + 1, propose(spec, trials), 0.9))
    assert len({tuple(each.values.items()) for each in trials}) == spec.trials == 10


def test_trials_that_wait_failed_were_stopped_or_deleted_are_no_obstacle() -> None:
    spec = sweep("tpe", learning_rate="0.001..0.1")
    trials = [
        ended(1, {"learning_rate": 0.001}, state=State.FAILED),
        ended(2, {"learning_rate": 0.002}, 0.9, state=State.STOPPED),
        ended(3, {"learning_rate": 0.003}, 0.95, 0.97),
        ended(4, {"learning_rate": 0.004}, 0.5, state=State.RUNNING),
        Trial(5, {"learning_rate": 0.005}),
    ]
    assert 0.001 <= float(propose(spec, trials)["learning_rate"]) <= 0.1
    best = best_trial(trials)
    assert best is not None
    assert best.number == 3


def test_a_trial_below_the_median_of_five_is_behind_and_none_of_fewer() -> None:
    spec = sweep("random", learning_rate="0.001..0.1")
    trials = [ended(k, {"learning_rate": 0.001 * k}, 0.8 + 0.01 * k, 0.9) for k in range(1, 6)]
    poor = ended(6, {"learning_rate": 0.05}, 0.7, state=State.RUNNING)
    good = ended(6, {"learning_rate": 0.05}, 0.9, state=State.RUNNING)
    assert is_behind(spec, trials, poor)
    assert not is_behind(spec, trials, good)
    assert not is_behind(spec, trials[:4], poor)
    assert not is_behind(spec, trials, Trial(6, {"learning_rate": 0.05}, run="r", state=State.RUNNING))
