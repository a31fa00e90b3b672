"""What a trial has come to."""

from core.runs.state import State
from core.sweeps.trial import Trial, best_trial


def test_the_accuracy_of_a_trial_is_that_of_the_model_that_it_has() -> None:
    last = Trial(1, {}, run="a", state=State.FINISHED, scores=(0.9, 0.97, 0.95), has_model=True)
    best = Trial(2, {}, run="b", state=State.FINISHED, scores=(0.96, 0.9), has_model=True, uses_best=True)
    assert (last.accuracy, best.accuracy, Trial(3, {}).accuracy) == (0.95, 0.96, None)
    assert best_trial([last, best]) == best
