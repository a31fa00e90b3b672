"""What manifests say, and that those of earlier versions are still read."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.manifest import Manifest
from core.runs.origin import PresetOrigin
from core.runs.restore import restored_run
from tests.making import manifest

WITH_PRESET = """
{
  "preset": "tutorial-dense-adam",
  "dataset": "mnist",
  "model": {
    "layers": [
      {"kind": "flatten"},
      {"kind": "dense", "units": 128, "activation": "relu", "initial_sd": null},
      {"kind": "dense", "units": 10, "activation": "softmax", "initial_sd": null}
    ],
    "output": "probabilities"
  },
  "recipe": {
    "training": "train+validation",
    "validation": "test",
    "loss": "sparse_categorical_crossentropy",
    "optimizer": {"kind": "adam", "learning_rate": 0.001, "schedule": "constant"},
    "loop": "fit",
    "shuffle": true,
    "batch_size": 32,
    "epochs": 2,
    "seed": 7
  },
  "person": "ada",
  "created": "2026-01-01T00:00:00Z",
  "versions": {"keras": "3.15.0"}
}
"""
"""As the version before this one wrote it: it has a preset and no origin."""


def test_a_manifest_that_has_a_preset_and_no_origin_is_read_as_one_that_started_from_it() -> None:
    read = Manifest.model_validate_json(WITH_PRESET)
    assert read.origin == PresetOrigin(preset="tutorial-dense-adam")
    assert (read.preset, read.dataset, read.person) == ("tutorial-dense-adam", "mnist", "ada")
    draft = draft_of(PRESETS["tutorial-dense-adam"], epochs=2, seed=7)
    assert read == draft.manifest(
        person="ada", created=datetime(2026, 1, 1, tzinfo=UTC), versions={"keras": "3.15.0"}
    )


def test_a_manifest_that_names_no_data_set_means_mnist() -> None:
    fields = json.loads(WITH_PRESET)
    del fields["dataset"]
    assert Manifest.model_validate(fields).dataset == "mnist"
    assert "preset" in fields, "whoever handed the fields over still has them"


def test_the_folder_of_an_earlier_run_is_still_a_run(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(WITH_PRESET, encoding="utf-8")
    run, epochs, kept = restored_run(tmp_path)
    assert (run.name, run.manifest.preset) == ("Tutorial: dense net, Adam", "tutorial-dense-adam")
    assert (epochs, kept) == ([], {})


def test_a_manifest_is_the_same_after_it_was_written_and_read() -> None:
    written = manifest().model_dump_json()
    assert Manifest.model_validate_json(written) == manifest()
    assert json.loads(written)["origin"] == {"kind": "preset", "preset": "quick"}
    assert "preset" not in json.loads(written)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": {"kind": "dream", "preset": "quick"}},
        {"origin": {"kind": "preset"}},
        {"preset": "quick", "origin": {"kind": "preset", "preset": "quick"}},
        {"dataset": ""},
        {"dataset": "../mnist"},
        {"dataset": "MNIST\n"},
        {"dataset": "x" * 65},
        {"dataset": None},
    ],
    ids=str,
)
def test_a_manifest_with_an_unknown_origin_or_no_name_of_a_data_set_is_refused(
    wrong: dict[str, object],
) -> None:
    with pytest.raises(ValidationError):
        Manifest.model_validate(manifest().model_dump() | wrong)


@pytest.mark.parametrize("name", ["mnist", "letters", "drawn_1000", "team-drawings"])
def test_a_manifest_may_name_a_data_set_that_this_lab_does_not_know(name: str) -> None:
    assert Manifest.model_validate(manifest().model_dump() | {"dataset": name}).dataset == name
