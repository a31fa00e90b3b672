"""What a change of a run's recipe means, as a function of the manifest and an epoch."""

import pytest

from core.data.mnist import mnist
from core.models.presets import PRESETS
from core.models.settings import RecipeError
from core.runs.change import NewSettings, TakenChange
from core.runs.description import settings_of
from core.runs.draft import draft_again
from core.runs.manifest import Manifest
from tests.making import DAY, manifest

CHANGED = (
    manifest("tutorial-dense-adam", epochs=3)
    .changed(TakenChange(after=1, learning_rate=0.0001))
    .changed(TakenChange(after=2, learning_rate=0.01, epochs=6))
)


def test_the_recipe_in_force_is_that_of_the_changes_so_far() -> None:
    in_force = [CHANGED.recipe_after(done) for done in (0, 1, 2, 5)]
    assert [(each.optimizer.learning_rate, each.epochs) for each in in_force] == [
        (0.001, 3), (0.0001, 3), (0.01, 6), (0.01, 6),
    ]  # fmt: skip
    assert (CHANGED.epochs, CHANGED.last_recipe) == (6, in_force[-1])
    assert CHANGED.recipe == manifest("tutorial-dense-adam", epochs=3).recipe


def test_of_two_changes_after_the_same_epoch_the_later_one_counts() -> None:
    twice = CHANGED.changed(TakenChange(after=2, learning_rate=0.5))
    assert twice.recipe_after(2).optimizer.learning_rate == 0.5
    assert twice.recipe_after(2).epochs == 6


def test_a_manifest_keeps_its_changes_as_json_and_when_it_is_trained_again() -> None:
    assert Manifest.model_validate_json(CHANGED.model_dump_json()) == CHANGED
    again = draft_again(CHANGED).manifest(person="bob", created=DAY, versions={})
    assert (again.recipe, again.changes) == (CHANGED.recipe, CHANGED.changes)


def test_a_manifest_from_before_there_were_changes_has_none() -> None:
    old = manifest().model_dump(mode="json")
    del old["changes"]
    assert Manifest.model_validate(old) == manifest()


def test_a_change_says_something_and_stays_in_range() -> None:
    with pytest.raises(ValueError, match="a learning rate or a number of epochs"):
        NewSettings()
    with pytest.raises(RecipeError, match="at most 1,000"):
        NewSettings(epochs=1_001).applied_to(PRESETS["quick"].recipe)


def test_the_settings_tell_what_was_changed_and_when() -> None:
    told = settings_of(CHANGED, lambda name: mnist().facts)
    assert told["Learning rate"] == "0.001 → 0.0001 after epoch 1 → 0.01 after epoch 2"
    assert told["Epochs"] == "3 → 6 after epoch 2"


def test_what_was_changed_before_the_start_is_how_the_run_started() -> None:
    early = manifest("tutorial-dense-adam", epochs=3).changed(TakenChange(after=0, learning_rate=0.5))
    assert settings_of(early, lambda name: mnist().facts)["Learning rate"] == "0.5"


def test_a_change_in_words() -> None:
    assert NewSettings(learning_rate=0.0003).words == "learning rate 0.0003"
    assert NewSettings(learning_rate=3, epochs=1).words == "learning rate 3, 1 epoch"
