"""From a recipe to Keras's optimisers, losses and speed."""

import keras
import numpy as np
import pytest
from pydantic import ValidationError

from core.models.learning_rate import learning_rates
from core.models.presets import PRESETS
from core.models.recipe import SGD, Adam, AdamW, Optimizer, RMSprop
from core.training.compilation import make_optimizer, steps_per_execution

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize(
    ("optimizer", "kind"),
    [
        (SGD(learning_rate=0.5), keras.optimizers.SGD),
        (Adam(learning_rate=0.5), keras.optimizers.Adam),
        (AdamW(learning_rate=0.5, weight_decay=0.1), keras.optimizers.AdamW),
        (RMSprop(learning_rate=0.5, rho=0.8, epsilon=1e-3), keras.optimizers.RMSprop),
    ],
)
def test_an_optimizer_keeps_its_settings(
    optimizer: Optimizer, kind: type[keras.optimizers.Optimizer]
) -> None:
    made = make_optimizer(optimizer, 100)
    settings = optimizer.model_dump(exclude={"kind", "decay", "schedule", "warmup"})
    assert isinstance(made, kind)
    assert made.get_config() == made.get_config() | settings


def test_decay_lowers_the_rate_at_every_step() -> None:
    optimizer = make_optimizer(RMSprop(learning_rate=0.001, decay=0.5), 100)
    optimizer.build([keras.Variable(np.zeros(1))])
    rates = []
    for step in range(4):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    assert rates == pytest.approx([0.001, 0.001 / 1.5, 0.001 / 2, 0.001 / 2.5])


def test_a_cosine_brings_the_rate_to_zero_over_the_run() -> None:
    optimizer = make_optimizer(Adam(learning_rate=0.002, schedule="cosine"), 4)
    optimizer.build([keras.Variable(np.zeros(1))])
    rates = []
    for step in range(5):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    expected = 0.001 * (1 + np.cos(np.pi * np.arange(5) / 4))
    assert rates == pytest.approx(expected, abs=1e-9)


def test_a_warm_up_raises_the_rate_linearly_before_the_cosine() -> None:
    optimizer = make_optimizer(AdamW(learning_rate=0.002, schedule="cosine", warmup=0.2), 10)
    optimizer.build([keras.Variable(np.zeros(1))])
    rates = []
    for step in range(11):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    expected = [0, 0.001, *(0.001 * (1 + np.cos(np.pi * np.arange(9) / 8)))]
    assert rates == pytest.approx(expected, abs=1e-9)


def test_without_a_warm_up_the_cosine_takes_the_whole_run() -> None:
    rates = [
        make_optimizer(kind(learning_rate=0.002, schedule="cosine"), 8).get_config()["learning_rate"]
        for kind in (Adam, AdamW)
    ]
    assert rates[0] == rates[1]


def test_a_warm_up_to_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="warm-up needs the cosine schedule"):
        AdamW(learning_rate=0.002, warmup=0.1)


def test_weight_decay_takes_its_share_of_the_rate_from_each_weight() -> None:
    optimizer = make_optimizer(AdamW(learning_rate=0.5, weight_decay=0.1), 10)
    weight = keras.Variable(np.full(1, 3.0))
    optimizer.apply([np.zeros(1, np.float32)], [weight])
    assert float(weight[0]) == pytest.approx(3 * (1 - 0.5 * 0.1))


def test_an_execution_is_never_less_than_a_step() -> None:
    assert steps_per_execution(PRESETS["tutorial-cnn-adam"].model, 10, 10_000) == 1


def test_small_nets_and_batches_run_more_steps_at_once() -> None:
    dense, cnn = PRESETS["tutorial-dense-adam"].model, PRESETS["tutorial-cnn-adam"].model
    assert steps_per_execution(dense, 10, 32) > 10 * steps_per_execution(cnn, 10, 32)
    assert steps_per_execution(dense, 10, 32) == pytest.approx(
        4 * steps_per_execution(dense, 10, 128), rel=0.1
    )


@pytest.mark.parametrize("preset", PRESETS)
def test_the_curve_of_the_learning_rate_is_that_of_the_training(preset: str) -> None:
    recipe = PRESETS[preset].recipe
    optimizer = make_optimizer(recipe.optimizer, 200)
    optimizer.build([keras.Variable(np.zeros(1))])
    told = []
    for step in range(0, 201, 10):
        optimizer.iterations.assign(step)
        told.append(float(optimizer.learning_rate))
    rates = learning_rates(recipe.optimizer, np.arange(0.0, 201, 10), 200)
    np.testing.assert_allclose(rates, told, rtol=1e-5, atol=1e-9)
