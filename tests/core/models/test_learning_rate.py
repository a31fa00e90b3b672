"""The learning rate over a run; tests/core/training/test_compilation.py holds it against Keras's."""

import numpy as np
import pytest

from core.models.learning_rate import learning_rates, rates_by_epoch
from core.models.presets import PRESETS
from core.models.recipe import SGD, Adam, AdamW, Optimizer, RMSprop


@pytest.mark.parametrize(
    "optimizer", [SGD(learning_rate=0.5), Adam(learning_rate=0.5), AdamW(learning_rate=0.5)]
)
def test_without_a_schedule_the_rate_stays(optimizer: Optimizer) -> None:
    assert learning_rates(optimizer, np.array([0.0, 50, 100]), 100).tolist() == [0.5] * 3


def test_the_cosine_begins_at_the_rate_and_ends_at_0() -> None:
    rates = learning_rates(Adam(learning_rate=0.4, schedule="cosine"), np.array([0.0, 50, 100, 101]), 100)
    assert rates == pytest.approx([0.4, 0.2, 0, 0])


def test_a_warm_up_rises_in_a_line_and_the_cosine_takes_the_rest() -> None:
    optimizer = AdamW(learning_rate=0.4, schedule="cosine", warmup=0.2)
    rates = learning_rates(optimizer, np.array([0.0, 10, 20, 60, 100]), 100)
    assert rates == pytest.approx([0, 0.2, 0.4, 0.2, 0])


def test_decay_lowers_the_rate_at_each_step() -> None:
    assert learning_rates(RMSprop(learning_rate=1, decay=0.5), np.array([0.0, 2]), 9).tolist() == [1, 0.5]


def test_positions_count_epochs_whose_last_batch_may_be_short() -> None:
    recipe = PRESETS["quick"].recipe.model_copy(  # batches of 64
        update={"optimizer": Adam(learning_rate=0.003, schedule="cosine"), "epochs": 3}
    )
    assert rates_by_epoch(recipe, 65, np.array([0.0, 1.5, 3.0])) == pytest.approx([0.003, 0.0015, 0])
