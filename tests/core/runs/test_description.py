"""What a run is, in words."""

import pytest

from core.data.dataset import DatasetFacts
from core.data.datasets import find_dataset
from core.models.presets import PRESETS
from core.runs.description import changes_from_preset, differences, settings_of
from core.runs.draft import draft_of
from core.runs.learned_drawings import LearnedDrawings
from tests.making import DAY

QUICK, RMSPROP = PRESETS["quick"], PRESETS["tutorial-dense-rmsprop"]


def find(name: str) -> DatasetFacts:
    return find_dataset(name).facts


def test_a_training_is_described_by_all_that_decides_it() -> None:
    assert settings_of(draft_of(RMSPROP, seed=1234), find) == {
        "Preset": "Tutorial: dense net, RMSprop",
        "Data set": "MNIST",
        "Learning rate": "0.001",
        "Epochs": "5",
        "Batch size": "32",
        "Seed": "1234",
        "Optimizer": "RMSprop · epsilon 1e-08 · decay 1e-05",
        "Loss function": "categorical cross-entropy",
        "Training loop": "Keras fit",
        "Order": "shuffled each epoch",
        "Ends early": "no",
        "Model used": "last epoch",
        "Augmentation": "none",
        "Parameters": "101,770 in 3 layers",
        "Training data": "MNIST train + validation · 60,000 images",
        "Drawings": "none",
        "Validation data": "none",
        "Test data": "MNIST test · 10,000 images",
    }


def test_the_optimizer_and_the_data_of_the_quick_net_are_said_too() -> None:
    described = settings_of(draft_of(QUICK), find)
    assert described["Optimizer"] == "AdamW · weight decay 0.01 · cosine schedule · warmup 0.15"
    assert described["Validation data"] == "MNIST validation · 5,000 images"


def test_an_early_end_and_the_model_that_is_used_are_said() -> None:
    described = settings_of(draft_of(QUICK, patience=1, target_accuracy=99.5, time_limit=10), find)
    assert described["Ends early"] == "patience 1 epoch, target 99.5%, 10 minutes"
    assert described["Model used"] == "best epoch"


def test_an_augmentation_is_said_with_its_bounds_and_the_optimizer_with_its_warm_up() -> None:
    described = settings_of(draft_of(PRESETS["robust"]), find)
    assert described["Augmentation"].startswith("rotation 17, shear 0.3, scale 0.18, shift 2.5, elastic 0.5,")
    assert described["Optimizer"] == "AdamW · weight decay 0.05 · cosine schedule · warmup 0.1"


@pytest.mark.parametrize(("weight", "words"), [(1, "each once an epoch"), (20, "each 20 times an epoch")])
def test_drawings_that_are_learned_are_said_with_their_number_once_it_is_known(
    weight: int, words: str
) -> None:
    draft = draft_of(QUICK, drawing_weight=weight)
    assert settings_of(draft, find)["Drawings"] == words
    drawings = LearnedDrawings(sha256="0" * 64, count=1_234)
    manifest = draft.manifest(person="ada", created=DAY, versions={}, drawings=drawings)
    assert settings_of(manifest, find)["Drawings"] == f"1,234, {words}"
    assert changes_from_preset(manifest, find) == {"Drawings": (f"1,234, {words}", "none")}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_as_it_is_differs_in_nothing_from_itself(preset: str) -> None:
    assert changes_from_preset(draft_of(PRESETS[preset]), find) == {}


def test_what_somebody_changed_stands_beside_the_preset() -> None:
    draft = draft_of(QUICK, learning_rate=5.0, epochs=10)
    assert changes_from_preset(draft, find) == {
        "Learning rate": ("5", "0.006"),
        "Epochs": ("10", "1"),
    }


def test_several_trainings_are_compared_in_what_differs_alone() -> None:
    several = [draft_of(QUICK), draft_of(QUICK, seed=7), draft_of(QUICK, batch_size=1_000)]
    assert differences(several, find) == {"Batch size": ["64", "64", "1000"], "Seed": ["0", "7", "0"]}
    assert differences(several[:1], find) == {}
    assert differences([], find) == {}
