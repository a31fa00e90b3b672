"""A training uses the programs of one before it, and nothing else of it."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from core.models.recipe import Adam
from core.runs.change import AskedChange
from core.runs.manifest import Manifest
from core.training import compiled
from core.training.compilation import compile_model
from core.training.compiled import MOST_KEPT, CompiledModel
from core.training.listener import TrainingDiverged
from core.training.train import finish, train
from tests.core.training.recording import SMALL_MNIST, Recording, manifest
from tests.core.training.test_train import DENSE, TRAININGS, assert_same, last

pytestmark = [pytest.mark.tensorflow, pytest.mark.usefixtures("kept")]


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[keras.Model]:
    """The models that are compiled in a test."""
    models: list[keras.Model] = []

    def note(model: keras.Model, *rest: Any) -> None:
        models.append(model)
        compile_model(model, *rest)

    monkeypatch.setattr(compiled, "compile_model", note)
    return models


def with_recipe(chosen: Manifest, **changes: Any) -> Manifest:
    return chosen.model_copy(update={"recipe": chosen.recipe.model_copy(update=changes)})


@pytest.mark.parametrize(
    "name",
    [
        DENSE,
        "dropout and averages",
        "dropout in a dense net",
        "augmented in a tape loop",
        "tutorial-tape-mse",
    ],
)
def test_a_training_with_a_kept_model_is_the_one_that_compiled_its_own(
    name: str, compilations: list[keras.Model]
) -> None:
    chosen = TRAININGS[name]
    listener = Recording()
    first = train(chosen, SMALL_MNIST, listener)
    train(with_recipe(chosen, seed=9), SMALL_MNIST, Recording())
    again = train(chosen, SMALL_MNIST, Recording())
    assert_same(last(first), last(again))
    np.testing.assert_array_equal(first.evaluation["test"], again.evaluation["test"])
    resumed = train(chosen, SMALL_MNIST, Recording(), listener.checkpoints[1], earlier=listener.epochs[:1])
    assert_same(last(first), last(resumed))
    assert len(compilations) == 1


def test_another_rate_or_number_of_epochs_needs_no_other_programs(compilations: list[keras.Model]) -> None:
    slower = manifest(DENSE, epochs=1, optimizer={"kind": "adam", "learning_rate": 0.0001})
    first = train(slower, SMALL_MNIST, Recording())
    train(manifest(DENSE, epochs=2), SMALL_MNIST, Recording())
    assert_same(last(first), last(train(slower, SMALL_MNIST, Recording())))
    assert len(compilations) == 1


def test_a_schedule_over_more_epochs_needs_programs_of_its_own(compilations: list[keras.Model]) -> None:
    for epochs in (1, 2):
        train(with_recipe(TRAININGS["dropout in a dense net"], epochs=epochs), SMALL_MNIST, Recording())
    assert len(compilations) == 2


@pytest.mark.parametrize("name", ["dropout and averages", DENSE])
def test_a_change_on_its_way_meets_kept_programs_too(name: str, compilations: list[keras.Model]) -> None:
    asked = {1: [AskedChange(command=1, learning_rate=0.0002)]}
    chosen = with_recipe(TRAININGS[name], epochs=2)
    first, again = (train(chosen, SMALL_MNIST, Recording(change=asked)) for _ in range(2))
    assert_same(last(first), last(again))
    assert len(compilations) == (1 if name == DENSE else 3)


def test_a_training_that_was_stopped_within_an_epoch_leaves_nothing_to_the_next(
    compilations: list[keras.Model],
) -> None:
    chosen = TRAININGS["dropout in a tape loop"]
    first = train(chosen, SMALL_MNIST, Recording())
    train(chosen, SMALL_MNIST, Recording(stop=lambda recording: len(recording.batches) > 0))
    assert_same(last(first), last(train(chosen, SMALL_MNIST, Recording())))
    assert len(compilations) == 1


def test_a_checkpoint_is_finished_with_kept_programs(compilations: list[keras.Model]) -> None:
    listener = Recording()
    first = train(TRAININGS[DENSE], SMALL_MNIST, listener)
    finished = finish(TRAININGS[DENSE], SMALL_MNIST, listener.checkpoints[3])
    np.testing.assert_array_equal(first.evaluation["test"], finished.evaluation["test"])
    assert len(compilations) == 1


def test_the_number_of_images_matters_to_programs_that_get_all_of_them(
    compilations: list[keras.Model],
) -> None:
    fewer = replace(SMALL_MNIST, splits={**SMALL_MNIST.splits, "train": SMALL_MNIST.split("validation")})
    for name, count in (("dropout and averages", 1), ("dropout in a dense net", 3)):
        for dataset in (SMALL_MNIST, fewer):
            chosen = with_recipe(TRAININGS[name], optimizer=Adam(learning_rate=0.001), epochs=1)
            train(chosen, dataset, Recording())
        assert len(compilations) == count


def test_only_the_last_few_are_kept(kept: OrderedDict[Hashable, CompiledModel]) -> None:
    for batch_size in range(100, 101 + MOST_KEPT):
        train(manifest(DENSE, epochs=1, batch_size=batch_size), SMALL_MNIST, Recording())
    assert len(kept) == MOST_KEPT


def test_what_a_training_that_failed_has_used_is_not_kept(
    kept: OrderedDict[Hashable, CompiledModel],
) -> None:
    hopeless = manifest("tutorial-tape-mse", epochs=1, optimizer={"kind": "sgd", "learning_rate": 10.0})
    with pytest.raises(TrainingDiverged):
        train(hopeless, SMALL_MNIST, Recording())
    assert not kept
