"""How long a training is said to take, by the trainings of the past."""

from dataclasses import replace

import pytest

from core.models.presets import PRESETS
from core.models.shape import count_multiplications
from core.runs.expected_time import (
    EXPORT_SECONDS,
    MULTIPLICATIONS_PER_SECOND,
    USUAL_REST_SECONDS,
    Timed,
    Training,
    expected_time,
)
from core.runs.timing import Timing, timed_recipe

TIMING = Timing(start=2.0, short_batch=0.5, image=1e-4, epoch=0.25, validated_image=2e-5)


def expected_seconds(wished: Training, past: list[Timed]) -> float:
    return expected_time(wished, past).seconds


def training(preset: str, images: int = 55_000, **changes: object) -> Training:
    found = PRESETS[preset]
    return Training(found.model, found.recipe.model_copy(update=changes), images, 10)


def test_without_a_past_the_work_of_the_model_says_it() -> None:
    wished = training("tutorial-cnn-adam", epochs=4)
    epoch = count_multiplications(wished.model, 10) * 55_000 / MULTIPLICATIONS_PER_SECOND
    assert expected_seconds(wished, []) == pytest.approx(4 * epoch + USUAL_REST_SECONDS)


def test_a_like_training_says_it_by_its_median_epoch_and_what_it_took_beside() -> None:
    past = [Timed(training("quick"), [9.0, 4.0, 5.0], rest=2.0)]
    assert expected_seconds(training("quick", epochs=10, seed=7), past) == pytest.approx(52)


def test_fewer_images_take_less_time() -> None:
    past = [Timed(training("quick"), [5.5], rest=0.0)]
    assert expected_seconds(training("quick", images=1_000, epochs=10), past) == pytest.approx(1)


def test_the_newest_like_trainings_count_and_no_older_ones() -> None:
    newest = [Timed(training("quick"), [2.0], rest=0.0)] * 3
    older = [Timed(training("quick"), [90.0], rest=0.0)] * 20
    assert expected_seconds(training("quick", epochs=1), newest + older) == pytest.approx(2)


@pytest.mark.parametrize(("field", "value"), [("batch_size", 8), ("loop", "gradient_tape")])
def test_a_training_of_another_kind_only_says_how_slow_the_machine_is(field: str, value: object) -> None:
    wished = training("quick", epochs=1)
    other = replace(wished, recipe=wished.recipe.model_copy(update={field: value}))
    past = [Timed(other, [3 * other.epoch_work], rest=None)]
    assert expected_seconds(wished, past) == pytest.approx(3 * wished.epoch_work + USUAL_REST_SECONDS)


def test_another_model_on_a_slow_machine_takes_as_much_longer() -> None:
    other = training("tutorial-dense-adam", 60_000)
    past = [Timed(other, [2 * other.epoch_work], rest=None)]
    wished = training("tutorial-cnn-adam", epochs=1)
    assert expected_seconds(wished, past) == pytest.approx(2 * wished.epoch_work + USUAL_REST_SECONDS)


def test_a_training_that_was_stopped_within_its_first_epoch_says_nothing() -> None:
    wished = training("quick")
    assert expected_seconds(wished, [Timed(wished, [], rest=None)]) == expected_seconds(wished, [])


def test_augmentation_makes_another_kind_of_it() -> None:
    robust = training("robust")
    assert not robust.is_like(replace(robust, recipe=robust.recipe.model_copy(update={"augmentation": None})))


def test_a_timing_says_it_where_no_like_training_does() -> None:
    wished = replace(training("quick", epochs=4), validated=5_000, evaluated=15_000)
    other = Timed(training("robust"), [900.0], rest=50.0)
    epoch = 0.25 + 55_000 * 1e-4 + 5_000 * 2e-5
    found = expected_time(wished, [other], TIMING)
    assert found.seconds == pytest.approx(2.5 + 4 * epoch + 15_000 * 2e-5 + EXPORT_SECONDS)
    assert found.basis == "timing"


def test_epochs_without_a_short_batch_compile_none() -> None:
    short, even = training("quick", images=1_001), training("quick", images=64_000)
    difference = expected_time(even, [], TIMING).seconds - expected_time(short, [], TIMING).seconds
    assert difference == pytest.approx((64_000 - 1_001) * 1e-4 - TIMING.short_batch)


def test_real_runs_come_before_a_timing() -> None:
    wished = training("quick", epochs=2)
    found = expected_time(wished, [Timed(wished, [7.0], rest=1.0)], TIMING)
    assert found.seconds == pytest.approx(15)
    assert found.basis == "runs"


def test_recipes_that_differ_only_in_what_takes_no_time_are_timed_as_one() -> None:
    recipe = PRESETS["quick"].recipe
    rate = recipe.optimizer.model_copy(update={"learning_rate": 0.5})
    changes = {"epochs": 9, "seed": 7, "patience": 2, "keep_every_epoch": True, "optimizer": rate}
    assert timed_recipe(recipe.model_copy(update=changes)) == timed_recipe(recipe)
    assert timed_recipe(recipe.model_copy(update={"batch_size": 8})) != timed_recipe(recipe)
