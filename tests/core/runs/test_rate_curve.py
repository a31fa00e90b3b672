"""The learning rate of a run that was changed on its way."""

import numpy as np
import pytest

from core.models.recipe import Adam
from core.runs.change import NewSettings
from core.runs.rate_curve import rates_of
from tests.making import manifest


def test_a_change_counts_from_its_epoch_on_and_stretches_the_schedule() -> None:
    run = manifest("quick", epochs=2)
    cosine = run.recipe.model_copy(update={"optimizer": Adam(learning_rate=0.003, schedule="cosine")})
    run = run.model_copy(update={"recipe": cosine})
    changed = run.changed(NewSettings(learning_rate=0.3, epochs=4).taken(1))
    assert rates_of(run, 64, np.array([0.0, 1.0, 2.0])) == pytest.approx([0.003, 0.0015, 0])
    assert rates_of(changed, 64, np.array([0.0, 0.5, 2.0, 4.0])) == pytest.approx(
        [0.003, 0.002561, 0.15, 0], rel=1e-3
    )
    assert rates_of(run.changed(NewSettings(learning_rate=0.3).taken(0)), 64, np.array([0.0])) == [0.3]
