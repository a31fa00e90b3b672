"""What our own presets promise: nothing is chosen by the test set, and the accurate net is not a slow one."""

import pytest

from core.models.presets import PRESETS
from core.models.shape import count_multiplications, count_parameters, layer_table
from core.models.spec import MaxPooling2D
from core.models.tutorials import TUTORIALS

OWN = [name for name in PRESETS if name not in {preset.id for preset in TUTORIALS}]


@pytest.mark.parametrize("name", OWN)
def test_our_own_presets_see_the_test_split_at_their_end_only(name: str) -> None:
    recipe = PRESETS[name].recipe
    assert (recipe.training, recipe.validation) == ("train", "validation")
    assert recipe.caveat("test") is None


def test_a_training_of_the_accurate_net_runs_to_the_end_of_its_cosine_and_uses_that() -> None:
    recipe = PRESETS["accurate"].recipe
    assert recipe.optimizer.model_dump()["schedule"] == "cosine"
    assert (recipe.used_epoch, recipe.may_end_early) == ("last", False)


def test_without_padding_the_accurate_net_has_the_robust_nets_weights_for_three_quarters_of_its_work() -> (
    None
):
    accurate, robust = PRESETS["accurate"].model, PRESETS["robust"].model
    assert count_parameters(accurate, 10) == count_parameters(robust, 10) == 205_546
    assert count_multiplications(accurate, 10) < 0.75 * count_multiplications(robust, 10)
    pooled = [row.shape for row in layer_table(accurate, 10) if isinstance(row.layer, MaxPooling2D)]
    assert pooled == [(12, 12, 32), (6, 6, 64)]
