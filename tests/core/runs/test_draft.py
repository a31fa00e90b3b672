"""What a run starts from, and manifests of an earlier version."""

import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.manifest import Manifest
from core.runs.origin import PresetOrigin
from tests.making import manifest


def of_an_earlier_version() -> str:
    """A manifest as config.json held it before there were origins."""
    fields = json.loads(manifest().model_dump_json())
    del fields["origin"]
    return json.dumps({"preset": "quick", **fields})


def test_a_draft_becomes_a_manifest_that_can_be_run_again() -> None:
    draft = draft_of(PRESETS["tutorial-tape-mse"], epochs=2)
    made = draft.manifest(person="ada", created=datetime(2026, 1, 1, tzinfo=UTC), versions={"keras": "3"})
    assert (made.model, made.recipe, made.dataset) == (draft.model, draft.recipe, "mnist")
    assert made.recipe.epochs == 2
    assert (made.origin, draft.title) == (
        PresetOrigin(preset="tutorial-tape-mse"),
        "Tutorial: gradient tape, squared error",
    )


def test_a_manifest_of_an_earlier_version_is_read_as_what_it_was() -> None:
    assert Manifest.model_validate_json(of_an_earlier_version()) == manifest()


def test_a_run_from_a_preset_that_is_no_more_is_called_by_its_id() -> None:
    assert PresetOrigin(preset="no-more").title == "no-more"


def test_a_manifest_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="surprise"):
        Manifest.model_validate(manifest().model_dump() | {"surprise": 1})
