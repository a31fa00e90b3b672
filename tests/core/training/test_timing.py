"""A short timing of a training, beside the training itself."""

import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import astuple
from types import SimpleNamespace
from typing import Any

import pytest

from core.data.mnist import mnist
from core.jobs.listener import JobCancelled
from core.jobs.perform import perform
from core.models.presets import PRESETS
from core.models.recipe import Recipe
from core.models.spec import Dense, Flatten, ModelSpec
from core.runs.events import Event
from core.runs.expected_time import Training, expected_time
from core.runs.timing import Timing, timed_recipe
from core.training.compiled import CompiledModel
from core.training.listener import Nobody
from core.training.timing import time_training
from core.training.train import train
from tests.core.store.test_timings import timing_of
from tests.core.training.recording import SMALL_MNIST, Recording, manifest

pytestmark = pytest.mark.tensorflow

MOST_TRIES = 4

TINY = ModelSpec(layers=(Flatten(), Dense(units=10)), output="logits")


class Stopping(Nobody):
    """A listener that wants the work to end at its n-th question."""

    def __init__(self, at: int) -> None:
        self.questions, self._at = 0, at

    def stopping(self) -> bool:
        self.questions += 1
        return self.questions >= self._at

    def progress(self, share: float) -> None:
        raise AssertionError("a timing tells nothing")

    def event(self, event: Event) -> None:
        raise AssertionError("a timing tells nothing")


def recipe_of(preset: str, **changes: object) -> Recipe:
    recipe = PRESETS[preset].recipe
    return timed_recipe(Recipe.model_validate(recipe.model_dump() | changes))


@pytest.mark.parametrize(("preset", "epochs"), [("quick", 1), ("tutorial-dense-adam", 8)])
def test_the_price_by_a_timing_is_what_the_training_takes(
    preset: str, epochs: int, kept: OrderedDict[Hashable, CompiledModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In CPU time, and at one of a few tries: a busy machine makes some wrong, a wrong timing all of them."""
    for module in ("timing", "train"):
        monkeypatch.setattr(f"core.training.{module}.time", SimpleNamespace(perf_counter=time.process_time))
    chosen, shares = manifest(preset, epochs=epochs), list[float]()
    for _ in range(MOST_TRIES):
        kept.clear()  # the training compiles its model, too
        recording = Recording()
        timing = time_training(chosen.model, timed_recipe(chosen.recipe), 10, Nobody())
        train(chosen, mnist(), recording)
        shares.append(epochs_by(timing, chosen) / sum(epoch["seconds"] for epoch in recording.epochs))
        if 0.75 <= shares[-1] <= 1.25:
            return
    pytest.fail(f"The price was {shares} of what the training took.")


def epochs_by(timing: Timing | None, chosen: Any) -> float:
    """Seconds of all epochs by a timing, compiling included, but neither measuring at the end nor export."""
    facts, recipe = mnist().facts, chosen.recipe
    validated = facts.count(recipe.validation) if recipe.validation else 0
    wished = Training(chosen.model, recipe, recipe.epoch_images(facts, 0), 10, validated)
    none = Training(chosen.model, recipe.model_copy(update={"epochs": 0}), 0, 10)
    beside = Timing(start=0, short_batch=0, image=0, epoch=0, validated_image=0)
    return expected_time(wished, [], timing).seconds - expected_time(none, [], beside).seconds


@pytest.mark.parametrize(
    ("model", "recipe", "classes"),
    [
        (TINY, recipe_of("tutorial-dense-adam", batch_size=1), 10),
        (TINY, recipe_of("tutorial-dense-adam", batch_size=10_000), 10),
        (ModelSpec(layers=(Flatten(), Dense(units=3)), output="scores"), recipe_of("tutorial-tape-mse"), 3),
    ],
    ids=["batches of one image", "large batches", "a tape, three classes"],
)
def test_every_part_of_any_training_can_be_timed(model: ModelSpec, recipe: Recipe, classes: int) -> None:
    timing = time_training(model, recipe, classes, Nobody())
    assert timing is not None
    assert all(0 <= seconds < 60 for seconds in astuple(timing))
    assert min(timing.start, timing.image, timing.validated_image) > 0


@pytest.mark.parametrize("at", [1, 5])
def test_a_timing_that_shall_stop_ends_with_its_execution(at: int) -> None:
    listener = Stopping(at)
    assert time_training(TINY, recipe_of("tutorial-dense-adam"), 10, listener) is None
    assert listener.questions <= at + 1


def test_the_job_of_a_timing_that_shall_stop_has_nothing_to_keep() -> None:
    with pytest.raises(JobCancelled):
        perform(timing_of("tutorial-dense-adam"), None, None, Stopping(1))


def test_a_training_learns_the_same_after_a_timing() -> None:
    chosen = manifest("tutorial-dense-adam", epochs=1, batch_size=50)
    before, after = Recording(), Recording()
    train(chosen, SMALL_MNIST, before)
    time_training(TINY, recipe_of("tutorial-dense-adam"), 10, Nobody())
    train(chosen, SMALL_MNIST, after)
    assert before.epochs[0]["loss"] == after.epochs[0]["loss"]
