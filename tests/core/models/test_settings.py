"""The settings that people change: what is said of them, their bounds, and the sentences about wrong ones."""

import math

import pytest

from core.models.presets import PRESETS
from core.models.recipe import SGD, Adam, RMSprop
from core.models.settings import SETTINGS, RecipeError, Setting, changed_recipe

QUICK = PRESETS["quick"].recipe
EACH = pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))


def test_each_setting_has_its_label_and_its_help_in_the_order_of_the_form() -> None:
    assert {setting.label: setting.help for setting in SETTINGS.values()} == {
        "Epochs": "Passes over the training set.",
        "Batch size": "Images per weight update.",
        "Learning rate": "Size of each weight update.",
        "Seed": "The same seed on the same machine gives the same weights.",
    }
    assert list(SETTINGS) == ["epochs", "batch_size", "learning_rate", "seed"]


def test_each_setting_has_its_type_and_its_bounds() -> None:
    assert {
        setting.name: (setting.number_type, setting.lowest, setting.highest) for setting in SETTINGS.values()
    } == {
        "epochs": (int, 1, 1_000),
        "batch_size": (int, 1, 10_000),
        "learning_rate": (float, 0, 10),
        "seed": (int, 0, 2**31 - 1),
    }


@EACH
def test_a_recipe_takes_what_lies_within_the_bounds_and_nothing_beyond_them(setting: Setting) -> None:
    step = 1 if setting.number_type is int else 1e-9
    lowest = setting.lowest if setting.number_type is int else setting.lowest + step
    for value in (lowest, setting.highest):
        assert setting.value(changed_recipe(QUICK, {setting.name: value})) == value
    for value in (lowest - step, setting.highest + step):
        with pytest.raises(RecipeError, match=setting.label):
            changed_recipe(QUICK, {setting.name: value})


@pytest.mark.parametrize("optimizer", [SGD, RMSprop, Adam])
def test_the_learning_rate_is_described_alike_on_every_optimiser(
    optimizer: type[SGD] | type[RMSprop] | type[Adam],
) -> None:
    own, described = optimizer.model_fields["learning_rate"], SGD.model_fields["learning_rate"]
    assert (own.title, own.description, own.metadata) == (
        described.title, described.description, described.metadata,
    )  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
def test_settings_are_changed_and_everything_else_stays(preset: str) -> None:
    own, values = PRESETS[preset].recipe, {"epochs": 7, "batch_size": 33, "learning_rate": 0.0123, "seed": 42}
    changed = changed_recipe(own, values)
    assert {name: setting.value(changed) for name, setting in SETTINGS.items()} == values
    assert changed_recipe(changed, {name: setting.value(own) for name, setting in SETTINGS.items()}) == own
    assert changed_recipe(own, dict.fromkeys(SETTINGS)) == own


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("epochs", 0, "Epochs must be greater than or equal to 1; 0 was given."),
        ("epochs", 1_001, "Epochs must be less than or equal to 1000; 1001 was given."),
        (
            "epochs",
            2.5,
            "Epochs must be a valid integer, got a number with a fractional part; 2.5 was given.",
        ),
        ("batch_size", 10_001, "Batch size must be less than or equal to 10000; 10001 was given."),
        ("learning_rate", 0.0, "Learning rate must be greater than 0; 0.0 was given."),
        ("learning_rate", 10.5, "Learning rate must be less than or equal to 10; 10.5 was given."),
        ("learning_rate", math.nan, "Learning rate must be a finite number; nan was given."),
        ("learning_rate", math.inf, "Learning rate must be a finite number; inf was given."),
        ("seed", -1, "Seed must be greater than or equal to 0; -1 was given."),
        ("seed", 2**31, "Seed must be less than 2147483648; 2147483648 was given."),
    ],
)
def test_a_wrong_setting_gets_a_sentence_that_names_it_its_rule_and_its_value(
    name: str, value: float, sentence: str
) -> None:
    with pytest.raises(RecipeError) as raised:
        changed_recipe(QUICK, {name: value})
    assert str(raised.value) == sentence


def test_each_wrong_setting_gets_a_sentence_of_its_own() -> None:
    with pytest.raises(RecipeError) as raised:
        changed_recipe(QUICK, {"epochs": 0, "seed": -1})
    assert sorted(map(str, raised.value.texts)) == [
        "Epochs must be greater than or equal to 1; 0 was given.",
        "Seed must be greater than or equal to 0; -1 was given.",
    ]
