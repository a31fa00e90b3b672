"""What people type for a sweep becomes its search space, or one sentence."""

import pytest

from core.models.presets import PRESETS
from core.models.recipe import Adam
from core.models.spec import Conv2D, Dense, Dropout, Flatten, ModelSpec
from core.names import WishError
from core.runs.draft import draft_of
from core.runs.origin import TrialOrigin
from core.sweeps.changes import draft_with_values
from core.sweeps.grid import combination_count, combinations
from core.sweeps.reading import read_space
from core.sweeps.space import Choices, Range
from core.sweeps.specification import SPLITS_CHANGED, SweepSpec, specify_sweep
from core.sweeps.variables import SpaceError

QUICK = draft_of(PRESETS["quick"])


def test_a_range_and_lists_are_read_as_people_write_them() -> None:
    space = read_space(
        {"learning_rate": "3e-4..0.01", "batch_size": " 32,64 ", "epochs": "1..3", "optimizer": "Adam, adamw"}
    )
    assert space == {
        "learning_rate": Range(low=0.0003, high=0.01, is_log=True),
        "batch_size": Choices(values=(32, 64)),
        "epochs": Range(low=1, high=3, is_whole=True),
        "optimizer": Choices(values=("adam", "adamw")),
    }
    assert list(map(str, space.values())) == ["0.0003..0.01", "32, 64", "1..3", "adam, adamw"]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("learning_rate", "fast", 'Give learning rate as numbers such as 0.0003..0.01; "fast" is none.'),
        ("learning_rate", "0..0.1", "Enter a learning rate above 0 to 10; you entered 0."),
        ("learning_rate", "2..1", 'A range goes from the lower number to the higher one; "2..1" does not.'),
        ("learning_rate", "0.1..", 'Give learning rate as numbers such as 0.0003..0.01; nothing is none.'),
        ("learning_rate", "1..2..3", 'Give a range of learning rate as low..high; you entered "1..2..3".'),
        ("batch_size", "32.5", 'Give batch size as whole numbers such as 32, 64, 128; "32.5" is none.'),
        ("batch_size", "0", "Enter a batch size from 1 to 10,000; you entered 0."),
        ("batch_size", "8..64", 'Give batch size as a list such as 32, 64, 128; "8..64" is a range.'),
        ("dropout", "1", "Enter a dropout rate from 0 to 0.95; you entered 1."),
        ("width", "-1", "Enter a width factor from 0.05 to 16; you entered -1."),
        ("optimizer", "adagrad", 'There is no optimizer "adagrad"; choose of sgd, rmsprop, adam, adamw.'),
        ("epochs", ",".join(map(str, range(1, 60))), "Give epochs at most 50 values; these are 59."),
    ],
)  # fmt: skip
def test_what_is_no_list_and_no_range_gets_a_sentence(name: str, text: str, sentence: str) -> None:
    with pytest.raises(SpaceError) as refused:
        read_space({name: text})
    assert (str(refused.value), refused.value.name) == (sentence, name)


def test_a_sweep_in_which_nothing_varies_is_refused() -> None:
    with pytest.raises(WishError, match="Nothing varies"):
        read_space({"learning_rate": " ", "epochs": None})


def test_a_grid_has_each_combination_once_and_the_last_setting_changes_fastest() -> None:
    space = read_space({"batch_size": "32,64,32", "epochs": "1..3"})
    found = list(combinations(space))
    assert len(found) == combination_count(space) == 6
    assert found[:3] == [{"batch_size": 32, "epochs": each} for each in (1, 2, 3)]


def test_a_grid_of_a_range_that_cannot_be_listed_is_refused() -> None:
    with pytest.raises(SpaceError, match="A grid needs a list for learning rate"):
        specify_sweep(QUICK, read_space({"learning_rate": "0.001..0.01"}), trials=3, sampler="grid")


def test_there_are_never_more_trials_than_combinations_and_a_grid_needs_no_number() -> None:
    space = read_space({"batch_size": "32,64", "epochs": "1,2"})
    assert specify_sweep(QUICK, space, trials=100, sampler="random").trials == 4
    assert specify_sweep(QUICK, space, sampler="grid").trials == 4


@pytest.mark.parametrize("trials", [None, 0, 201])
def test_a_sweep_needs_a_number_of_trials_that_can_be_had(trials: int | None) -> None:
    with pytest.raises(WishError, match="Give a number of trials from 1 to 200"):
        specify_sweep(QUICK, read_space({"learning_rate": "0.001..0.01"}), trials=trials)


def test_dropout_takes_the_place_of_each_rate_and_none_at_all_leaves_the_layers_out() -> None:
    layers = (Flatten(), Dropout(rate=0.5), Dense(units=20), Dropout(rate=0.2), Dense(units=10))
    draft = QUICK.model_copy(update={"model": ModelSpec(layers=layers, output="logits")})
    changed = draft_with_values(draft, {"dropout": 0.1}).model
    assert [layer.rate for layer in changed.layers if isinstance(layer, Dropout)] == [0.1, 0.1]
    without = draft_with_values(draft, {"dropout": 0}).model
    assert without.layers == (Flatten(), Dense(units=20), Dense(units=10))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_model_without_dropout_gets_it_before_its_last_layer(preset: str) -> None:
    draft = draft_of(PRESETS[preset])
    *before, dropout, last = draft_with_values(draft, {"dropout": 0.3}).model.layers
    assert (*before, last) == draft.model.layers
    assert dropout == Dropout(rate=0.3)
    assert draft_with_values(draft, {"dropout": 0}).model == draft.model


def test_width_is_a_factor_on_hidden_layers_only() -> None:
    layers = draft_with_values(QUICK, {"width": 0.5}).model.layers
    assert [layer.filters for layer in layers if isinstance(layer, Conv2D)] == [8, 32]
    assert [layer.units for layer in layers if isinstance(layer, Dense)] == [64, 10]


def test_a_width_that_makes_a_layer_too_large_gets_a_sentence() -> None:
    wide = draft_with_values(draft_of(PRESETS["robust"]), {"width": 8})
    with pytest.raises(SpaceError, match="A width of 16 makes a layer larger than 1,024"):
        specify_sweep(wide, read_space({"width": "1,16"}), sampler="grid")


def test_another_optimizer_keeps_what_both_know() -> None:
    changed = draft_with_values(QUICK, {"optimizer": "adam", "learning_rate": 0.002}).recipe.optimizer
    assert changed == Adam(learning_rate=0.002, schedule="cosine")
    plain = draft_with_values(draft_of(PRESETS["robust"]), {"optimizer": "sgd"}).recipe.optimizer
    assert plain.model_dump() == {"kind": "sgd", "learning_rate": 0.003}


def test_a_preset_that_validates_on_test_gets_the_splits_of_a_sweep_and_it_is_said() -> None:
    sweep = specify_sweep(
        draft_of(PRESETS["tutorial-cnn-adam"]), read_space({"batch_size": "32,64"}), sampler="grid"
    )
    assert (sweep.base.recipe.training, sweep.base.recipe.validation) == ("train", "validation")
    assert sweep.note == SPLITS_CHANGED
    assert specify_sweep(QUICK, read_space({"batch_size": "32"}), sampler="grid").note is None


def test_no_specification_compares_on_the_test_set() -> None:
    with pytest.raises(ValueError, match="on the validation split"):
        SweepSpec(
            base=draft_of(PRESETS["tutorial-cnn-adam"]), space={"epochs": Choices(values=(1,))}, trials=1
        )


def test_a_trial_says_of_which_sweep_it_is_and_a_specification_can_be_read_again() -> None:
    sweep = specify_sweep(QUICK, read_space({"width": "1, 0.5", "optimizer": "sgd"}), sampler="grid")
    assert SweepSpec.model_validate_json(sweep.model_dump_json()) == sweep
    trial = sweep.draft("abcdefgh", 2, {"width": 0.5, "optimizer": "sgd"})
    assert trial.origin == TrialOrigin(preset="quick", sweep="abcdefgh", trial=2)
    assert trial.title == QUICK.title
