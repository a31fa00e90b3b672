"""The settings that people change: what is said of them, their bounds, and the sentences about wrong ones."""

import math

import pytest

from core.models.presets import PRESETS
from core.models.recipe import SGD, Adam, AdamW, RMSprop
from core.models.settings import SETTINGS, RecipeError, Setting, changed_recipe

QUICK = PRESETS["quick"].recipe
EACH = pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))


def test_each_setting_has_its_label_and_its_help_in_the_order_of_the_form() -> None:
    assert [(setting.label, setting.help.split(":")[0].split(".")[0]) for setting in SETTINGS.values()] == [
        ("Epochs", "Passes over the training set"),
        ("Batch size", "Images per weight update"),
        ("Learning rate", "Size of each weight update"),
        ("Seed", "Seeds weight initialisation, shuffling and augmentation"),
        (
            "Weight of each drawing",
            "How many times an epoch learns each drawing of the drawn set; each image of the data set is"
            " learned once",
        ),
        ("Patience", "Early stopping"),
        (
            "Target validation accuracy (%)",
            "Ends the training once the validation accuracy is that high",
        ),
        (
            "Time limit (minutes)",
            "Ends the training after the epoch in which its epochs have taken so long, all attempts together",
        ),
    ]
    assert list(SETTINGS) == [
        "epochs", "batch_size", "learning_rate", "seed", "drawing_weight", "patience", "target_accuracy",
        "time_limit",
    ]  # fmt: skip


def test_each_setting_has_its_type_and_its_bounds() -> None:
    assert {
        setting.name: (setting.number_type, setting.lowest, setting.highest) for setting in SETTINGS.values()
    } == {
        "epochs": (int, 1, 1_000),
        "batch_size": (int, 1, 10_000),
        "learning_rate": (float, 0, 10),
        "seed": (int, 0, 2**31 - 1),
        "drawing_weight": (int, 0, 100),
        "patience": (int, 0, 1_000),
        "target_accuracy": (float, 0, 100),
        "time_limit": (float, 0, 10_000),
    }


@EACH
def test_a_recipe_takes_what_lies_within_the_bounds_and_nothing_beyond_them(setting: Setting) -> None:
    step = 1 if setting.number_type is int else 1e-9
    lowest = setting.lowest + step if setting.name == "learning_rate" else setting.lowest
    for value in (lowest, setting.highest):
        assert setting.value(changed_recipe(QUICK, {setting.name: value})) == value
    for value in (lowest - step, setting.highest + step):
        with pytest.raises(RecipeError, match=setting.phrase):
            changed_recipe(QUICK, {setting.name: value})


@pytest.mark.parametrize("optimizer", [SGD, RMSprop, Adam, AdamW])
def test_the_learning_rate_is_described_alike_on_every_optimiser(
    optimizer: type[SGD] | type[RMSprop] | type[Adam] | type[AdamW],
) -> None:
    own, described = optimizer.model_fields["learning_rate"], SGD.model_fields["learning_rate"]
    assert (own.title, own.description, own.metadata) == (
        described.title, described.description, described.metadata,
    )  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
def test_settings_are_changed_and_everything_else_stays(preset: str) -> None:
    own = PRESETS[preset].recipe
    chooses = 1 if own.validation == "validation" else 0
    values = {
        "epochs": 7, "batch_size": 33, "learning_rate": 0.0123, "seed": 42, "drawing_weight": 20,
        "patience": 3 * chooses, "target_accuracy": 99.5 * chooses, "time_limit": 2.5,
    }  # fmt: skip
    changed = changed_recipe(own, values)
    assert {name: setting.value(changed) for name, setting in SETTINGS.items()} == values
    assert changed_recipe(changed, {name: setting.value(own) for name, setting in SETTINGS.items()}) == own
    assert changed_recipe(own, dict.fromkeys(SETTINGS)) == own


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("patience", 3, "nothing is chosen by the test set: leave Patience at 0."),
        (
            "target_accuracy",
            99,
            "nothing is chosen by the test set: leave Target validation accuracy (%) at 0.",
        ),
        ("used_epoch", "best", "nothing is chosen by the test set: leave Model used at last."),
    ],
)
@pytest.mark.parametrize("preset", ["tutorial-cnn-adam", "tutorial-dense-rmsprop"])
def test_without_a_validation_split_nothing_is_chosen(
    preset: str, name: str, value: int | str, sentence: str
) -> None:
    with pytest.raises(RecipeError, match="no validation split of its own") as error:
        changed_recipe(PRESETS[preset].recipe, {name: value})
    assert str(error.value).endswith(sentence)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("epochs", 0, "Enter a number of epochs of at least 1; you entered 0."),
        ("epochs", 1_001, "Enter a number of epochs of at most 1,000; you entered 1001."),
        ("epochs", 2.5, "Enter a number of epochs as a whole number; you entered 2.5."),
        ("batch_size", 10_001, "Enter a batch size of at most 10,000; you entered 10001."),
        ("learning_rate", 0.0, "Enter a learning rate above 0; you entered 0."),
        ("learning_rate", 10.5, "Enter a learning rate of at most 10; you entered 10.5."),
        ("learning_rate", math.nan, "Enter a learning rate as a finite number; you entered nan."),
        ("learning_rate", math.inf, "Enter a learning rate as a finite number; you entered inf."),
        ("seed", -1, "Enter a seed of at least 0; you entered -1."),
        ("seed", 2**31, "Enter a seed below 2,147,483,648; you entered 2147483648."),
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
    assert {name: str(text) for name, text in raised.value.texts.items()} == {
        "epochs": "Enter a number of epochs of at least 1; you entered 0.",
        "seed": "Enter a seed of at least 0; you entered -1.",
    }
