"""The settings that people change, as their fields describe them."""

import pytest

from core.models.presets import PRESETS
from core.models.settings import SETTINGS, RecipeError, changed_recipe

RECIPE = PRESETS["quick"].recipe


def test_every_setting_is_described_on_its_field() -> None:
    assert [(setting.label, setting.is_whole) for setting in SETTINGS.values()] == [
        ("Epochs", True), ("Batch size", True), ("Learning rate", False), ("Seed", True),
    ]  # fmt: skip
    assert all(setting.help.endswith(".") for setting in SETTINGS.values())


def test_a_setting_finds_its_value_in_a_recipe() -> None:
    assert {name: setting.value(RECIPE) for name, setting in SETTINGS.items()} == {
        "epochs": 3, "batch_size": 64, "learning_rate": 0.003, "seed": 0,
    }  # fmt: skip


def test_only_what_is_given_changes() -> None:
    changed = changed_recipe(RECIPE, {"epochs": 7, "batch_size": None, "learning_rate": 0.5})
    assert (changed.epochs, changed.batch_size, changed.optimizer.learning_rate) == (7, 64, 0.5)
    assert changed.optimizer.kind == RECIPE.optimizer.kind


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("epochs", 0, "Epochs must be greater than or equal to 1; 0 was given."),
        ("epochs", 1_001, "Epochs must be less than or equal to 1000; 1001 was given."),
        ("learning_rate", 0.0, "Learning rate must be greater than 0; 0.0 was given."),
        ("learning_rate", float("nan"), "Learning rate must be a finite number; nan was given."),
        ("seed", 2**31, "Seed must be less than 2147483648; 2147483648 was given."),
    ],
)
def test_a_value_out_of_its_range_is_told_in_a_sentence(name: str, value: float, sentence: str) -> None:
    with pytest.raises(RecipeError) as error:
        changed_recipe(RECIPE, {name: value})
    assert [str(each) for each in error.value.texts] == [sentence]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(RecipeError) as error:
        changed_recipe(RECIPE, {"epochs": 0, "seed": -1})
    assert len(error.value.texts) == 2
