"""When a training ends by itself before its last epoch."""

import pytest

from core.models.presets import PRESETS
from core.models.recipe import Recipe
from core.runs.early_end import reason_to_end
from core.runs.events import EpochEvent
from core.text import Text
from tests.core.runs.test_kept_epochs import measured


def recipe(preset: str = "quick", **changes: float) -> Recipe:
    return PRESETS[preset].recipe.model_copy(update=changes)


def ends_after(chosen: Recipe, told: list[EpochEvent]) -> tuple[int, Text | None]:
    """The number of epochs after which a training ends, and why."""
    for count in range(len(told) + 1):
        if reason := reason_to_end(chosen, told[:count]):
            return count, reason
    return len(told), None


def test_patience_waits_for_a_lower_validation_loss() -> None:
    told = measured((0.9, 0.3), (0.93, 0.2), (0.95, 0.2), (0.94, 0.25), (0.96, 0.1))
    count, reason = ends_after(recipe(patience=2), told)
    assert (count, str(reason)) == (
        4, "Stopped early: no better validation loss for 2 epochs; it was lowest after epoch 2.",
    )  # fmt: skip
    assert ends_after(recipe(patience=3), told) == (5, None)


def test_a_target_ends_a_training_once_it_is_reached() -> None:
    told = measured((0.9, 0.3), (0.95, 0.2), (0.96, 0.1))
    count, reason = ends_after(recipe(target_accuracy=95), told)
    assert (count, str(reason)) == (2, "Reached the target: validation accuracy 95.00% after epoch 2.")


def test_a_time_limit_counts_all_epochs() -> None:
    told = measured(*[(0.9, 0.3)] * 40)  # of two seconds each
    count, reason = ends_after(recipe(time_limit=0.5), told)
    assert (count, str(reason)) == (15, "Reached the time limit of 0.5 minutes.")


def test_without_any_of_these_a_training_goes_on() -> None:
    assert ends_after(recipe(), measured((0.9, 0.3), *[(1.0, 0.4)] * 50)) == (51, None)


@pytest.mark.parametrize("preset", ["tutorial-cnn-adam", "tutorial-dense-rmsprop"])
def test_nothing_ends_by_the_test_set(preset: str) -> None:
    told = measured((0.99, 0.1), *[(1.0, 0.4)] * 9)
    assert ends_after(recipe(preset, patience=1, target_accuracy=50), told) == (10, None)


def test_a_part_of_an_epoch_does_not_count() -> None:
    told = measured((0.9, 0.3), (0.99, 0.4))
    told[-1]["partial"] = True
    assert reason_to_end(recipe(patience=1, target_accuracy=95), told) is None


@pytest.mark.parametrize(
    ("rule", "value", "end"), [("patience", 2, 7), ("target_accuracy", 95, 22), ("time_limit", 0.1, 22)]
)
def test_who_gives_an_ended_training_more_epochs_gets_them(rule: str, value: float, end: int) -> None:
    told = measured((0.9, 0.3), (0.96, 0.2), *[(0.95, 0.25)] * 20)
    chosen = PRESETS["quick"].recipe.model_copy(update={rule: value})
    assert reason_to_end(chosen, told[:4])
    ends = [count for count in range(4, 23) if reason_to_end(chosen, told[:count], changed_after=4)]
    assert min(ends, default=22) == end
