"""What a run starts from."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from core.models.presets import PRESETS
from core.models.settings import RecipeError
from core.runs.draft import Draft, draft_of
from core.runs.origin import PresetOrigin


@pytest.mark.parametrize("preset", PRESETS)
def test_the_draft_of_a_preset_is_the_preset_as_it_is(preset: str) -> None:
    chosen = PRESETS[preset]
    draft = draft_of(chosen)
    assert (draft.dataset, draft.model, draft.recipe) == ("mnist", chosen.model, chosen.recipe)
    assert (draft.origin, draft.title) == (PresetOrigin(preset=chosen.id), chosen.title)


def test_a_draft_takes_the_settings_that_are_changed_and_keeps_the_others() -> None:
    own = PRESETS["quick"].recipe
    draft = draft_of(PRESETS["quick"], epochs=5, learning_rate=0.01, seed=None)
    optimizer = own.optimizer.model_copy(update={"learning_rate": 0.01})
    assert draft.recipe == own.model_copy(update={"epochs": 5, "optimizer": optimizer})


def test_a_draft_with_a_setting_that_no_training_can_have_is_refused() -> None:
    with pytest.raises(RecipeError, match="Enter a number of epochs of at least 1; you entered 0"):
        draft_of(PRESETS["quick"], epochs=0)


def test_nobody_can_change_a_draft() -> None:
    draft = draft_of(PRESETS["quick"])
    with pytest.raises(ValidationError, match="frozen"):
        draft.dataset = "letters"


@pytest.mark.parametrize("name", ["", "../mnist", "Mnist"])
def test_a_draft_needs_the_name_of_a_data_set(name: str) -> None:
    fields = draft_of(PRESETS["quick"]).model_dump()
    with pytest.raises(ValidationError, match="dataset"):
        Draft.model_validate(fields | {"dataset": name})


def test_a_manifest_says_everything_that_its_draft_says() -> None:
    draft = draft_of(PRESETS["quick"], epochs=5).model_copy(update={"dataset": "letters"})
    created = datetime(2026, 1, 1, tzinfo=UTC)
    manifest = draft.manifest(person="ada", created=created, versions={"keras": "3"})
    assert Draft.model_validate(manifest.model_dump(include={*Draft.model_fields})) == draft
    assert (manifest.person, manifest.created, manifest.versions) == ("ada", created, {"keras": "3"})


def test_a_preset_that_is_gone_still_gives_its_runs_a_title() -> None:
    assert PresetOrigin(preset="forgotten").title == "forgotten"
