"""What could be better about a training: real curves of each preset and of each fault, and what is said.

`real_curves.json` holds the epochs and some batches of trainings of this lab, each of a preset with changes.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.models.presets import PRESETS
from core.models.recipe import SGD
from core.runs.advice import advise
from core.runs.curves import NO_POINTS, Curves
from core.runs.diagnosis import diagnose
from core.runs.draft import draft_of
from core.runs.events import Event
from core.runs.manifest import Manifest
from core.runs.origin import ForkOrigin, PresetOrigin
from core.runs.progress import Progress
from core.runs.remedy import Advice, draft_with_advice, usual_recipe
from tests.making import DAY, batch_event, epoch_event

REAL: dict[str, Any] = json.loads(Path(__file__).with_name("real_curves.json").read_text(encoding="utf-8"))

FAILED = ["dense-adam-lr-3", "quick-lr-3", "quick-lr-005", "quick-lr-1e-6"]
"""Trainings that learned nothing."""


def curves_of(name: str, epochs: int | None = None) -> Curves:
    """The curves of a real training, or of its first epochs."""
    progress, events = Progress("run"), list[Event]()
    for number, (loss, accuracy, val_loss, val_accuracy) in enumerate(REAL[name]["epochs"][:epochs], 1):
        batches = [row for row in REAL[name]["batches"] if number - 1 < row[0] <= number]
        for position, batch_loss, batch_accuracy in batches:
            event = batch_event(position, np.nan if batch_loss is None else batch_loss)
            event["accuracy"] = batch_accuracy
            events.append(event)
        end = epoch_event(number)
        end["loss"], end["accuracy"] = loss, accuracy
        if val_loss is None:
            del end["val_loss"], end["val_accuracy"]
        else:
            end["val_loss"], end["val_accuracy"] = val_loss, val_accuracy
        events.append(end)
    progress.read((1, seq, event) for seq, event in enumerate(events))
    return progress.curves()


def manifest_of(name: str) -> Manifest:
    draft = draft_of(PRESETS[REAL[name]["preset"]], **REAL[name]["changes"])
    return draft.manifest(person="ada", created=DAY, versions={})


def advice(name: str, epochs: int | None = None, *, is_live: bool = False) -> Advice | None:
    return advise(curves_of(name, epochs), manifest_of(name), is_live=is_live)


def fault(name: str, epochs: int | None = None, *, is_live: bool = False) -> str:
    found = diagnose(curves_of(name, epochs), manifest_of(name), class_count=10, is_live=is_live)
    return "" if found is None else str(found.text)


@pytest.mark.parametrize("name", ["quick", "accurate", "robust", "dense-rmsprop", "cnn-adam", "dense-adam"])
def test_a_preset_as_it_is_gets_no_remark_at_any_of_its_epochs(name: str) -> None:
    for epochs in range(1, len(REAL[name]["epochs"]) + 1):
        for is_live in (True, False):
            assert advice(name, epochs, is_live=is_live) is None
            assert fault(name, epochs, is_live=is_live) == ""


@pytest.mark.parametrize(
    "name", ["tape-lr-01", "rmsprop-lr-003", "dense-adam-batch-1000-lr-003", "dense-adam-lr-1e-5"]
)
def test_an_unusual_setting_that_learns_gets_no_remark(name: str) -> None:
    assert (advice(name), fault(name)) == (None, "")


def test_the_gradient_tape_is_slow_but_not_while_it_trains() -> None:
    found = advice("tape")
    assert found is not None
    assert str(found.text) == (
        "The model learns slowly: training accuracy is 53.6% after 10 epochs, and the loss still falls."
        " Train for more epochs, or raise the learning rate; it is 0.001."
    )
    assert found.changes == {"epochs": 20}
    assert advice("tape", is_live=True) is None


@pytest.mark.parametrize("name", ["dense-adam-lr-1e-6", "quick-lr-1e-5"])
def test_a_small_rate_is_slow_and_the_presets_is_offered(name: str) -> None:
    found = advice(name)
    assert found is not None
    assert "Raise the learning rate from 1e-0" in str(found.text)
    assert found.changes == {"learning_rate": PRESETS[REAL[name]["preset"]].recipe.optimizer.learning_rate}


@pytest.mark.parametrize(
    ("name", "rises"),
    [
        ("dense-adam-lr-001", "2 of 9"),
        ("dense-adam-lr-003", "2 of 9"),
        ("dense-adam-lr-01", "3 of 9"),
        ("cnn-lr-002", "1 of 4"),
    ],
)
def test_a_loss_that_jumps_needs_a_lower_rate(name: str, rises: str) -> None:
    found = advice(name)
    assert found is not None
    assert f"it rose in {rises} epochs" in str(found.text)
    assert found.changes == {"learning_rate": 0.001}


@pytest.mark.parametrize("name", ["dense-adam-batch-4-lr-0003", "dense-adam-batch-4-lr-001"])
def test_a_rate_can_be_too_high_for_a_small_batch(name: str) -> None:
    found = advice(name)
    assert found is not None
    assert "is high for a batch of 4" in str(found.text)
    assert found.changes == {"batch_size": 32}


def test_overfitting_is_told_once_validation_loss_stays_high_while_training_loss_falls() -> None:
    found = advice("dense-adam-30")
    assert found is not None
    assert str(found.text).startswith(
        "The model overfits: validation loss rose from 0.073 after epoch 6 to 0.106, while training"
    )
    assert found.changes == {}  # it validates on test, which must not choose the number of epochs
    assert "test must not choose" in str(found.text)
    validated = advise(curves_of("dense-adam-30"), manifest_of("quick"), is_live=False)
    assert validated is not None
    assert str(validated.text).endswith(
        "Train with early stopping (patience 3) and use the best epoch, or give the model dropout or"
        " augmentation."
    )
    assert validated.words == "patience 3, best epoch used"
    recipe = draft_with_advice(manifest_of("quick"), validated.changes).recipe
    assert (recipe.patience, recipe.used_epoch) == (3, "best")
    assert advice("dense-adam-30", 10) is None
    assert advice("dense-adam-100", is_live=True) is not None


@pytest.mark.parametrize(("patience", "is_enough"), [(3, True), (2, True), (4, False), (0, False)])
def test_what_overfits_with_early_stopping_already_needs_something_else(
    patience: int, is_enough: bool
) -> None:
    draft = draft_of(PRESETS["quick"], patience=patience, used_epoch="best")
    manifest = draft.manifest(person="ada", created=DAY, versions={})
    found = advise(curves_of("dense-adam-30"), manifest, is_live=False)
    assert found is not None
    assert (
        str(found.text).endswith("training loss fell. Give the model dropout or augmentation.") is is_enough
    )
    assert (not found.changes) is is_enough


@pytest.mark.parametrize("name", FAILED)
def test_a_training_that_learned_nothing_is_a_fault(name: str) -> None:
    assert fault(name)


def test_too_few_epochs_tell_nothing() -> None:
    assert advise(NO_POINTS, manifest_of("quick"), is_live=False) is None
    assert advice("dense-adam-lr-01", 2) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dense-adam-lr-3", "learning rate 0.001"),
        ("quick-lr-1e-6", "learning rate 0.006"),
        ("quick-lr-005", "learning rate 0.006"),
    ],
)
def test_a_fault_offers_the_presets_rate(name: str, words: str) -> None:
    manifest = manifest_of(name)
    found = diagnose(curves_of(name), manifest, class_count=10, is_live=False)
    assert found is not None
    assert found.words == words
    draft = draft_with_advice(manifest, found.changes)
    own = PRESETS[manifest.preset].recipe
    assert draft.recipe == own.model_copy(update={"epochs": manifest.recipe.epochs})
    assert draft.model == manifest.model


def test_a_fork_is_started_again_as_its_preset_for_it_begins_from_the_start() -> None:
    forked = draft_of(PRESETS["quick"], epochs=5).model_copy(
        update={"origin": ForkOrigin(preset="quick", run="abcdefgh", epoch=3)}
    )
    told = draft_with_advice(
        forked.manifest(person="ada", created=DAY, versions={}), {"learning_rate": 0.001}
    )
    assert told.origin == PresetOrigin(preset="quick")


def test_the_rate_of_another_optimizer_is_no_measure() -> None:
    draft = draft_of(PRESETS["quick"])
    recipe = draft.recipe.model_copy(update={"optimizer": SGD(learning_rate=0.001)})
    told = draft.model_copy(update={"recipe": recipe}).manifest(person="ada", created=DAY, versions={})
    assert usual_recipe(told) == recipe
    assert usual_recipe(draft.manifest(person="ada", created=DAY, versions={})) == draft.recipe
