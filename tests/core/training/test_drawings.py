"""Drawings that are learned beside a data set."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data import datasets
from core.data.dataset import Split
from core.jobs.perform import perform
from core.jobs.specs import Finish, Train
from core.recognition.predictor import Predictor
from core.runs.learned_drawings import LEARNED_SPLIT, drawings_file
from core.runs.manifest import Manifest
from core.training.checkpoint import from_bytes
from core.training.feed import Feed
from core.training.outcome import Outcome
from core.training.train import train
from tests.core.training.recording import SMALL_MNIST, Recording, manifest
from tests.core.training.test_train import last

pytestmark = pytest.mark.tensorflow

ODD = 7


def boxes(count: int, seed: int) -> NDArray[np.uint8]:
    """Outlines of squares, which nobody has ever meant for a 7."""
    rng, found = np.random.default_rng(seed), np.zeros((count, 28, 28), np.uint8)
    for image in found:
        (y, x), side = rng.integers(3, 8, 2), rng.integers(14, 18)
        image[y : y + side, x : x + side] = 255
        image[y + 2 : y + side - 2, x + 2 : x + side - 2] = 0
    return found


def odd_drawings(count: int = 200) -> Split:
    return Split(LEARNED_SPLIT, boxes(count, 0), np.full(count, ODD, np.uint8), np.arange(count))


WITH_DRAWINGS = replace(SMALL_MNIST, splits={**SMALL_MNIST.splits, LEARNED_SPLIT: odd_drawings()})


def read_as_odd(outcome: Outcome) -> float:
    """The share of boxes that the model has never seen which it reads as they were labelled."""
    said = Predictor(outcome.onnx).probabilities(boxes(100, seed=1)).argmax(axis=1)
    return float((said == ODD).mean())


@pytest.mark.parametrize("loop", ["fit", "gradient_tape"])
def test_drawings_that_count_often_change_what_is_learned(loop: str) -> None:
    with_them = train(manifest("quick", epochs=2, loop=loop, drawing_weight=20), WITH_DRAWINGS, Recording())
    without = train(manifest("quick", epochs=2, loop=loop), WITH_DRAWINGS, Recording())
    assert read_as_odd(with_them) > 0.95
    assert read_as_odd(without) < 0.5
    assert with_them.accuracy > 0.5  # on the test images it still reads digits


def test_an_epoch_brings_every_image_once_and_every_drawing_as_often_as_it_counts() -> None:
    feed = Feed(manifest("quick", batch_size=128, drawing_weight=3).recipe, WITH_DRAWINGS)
    batches = [(images.numpy()[..., 0], labels.numpy()) for images, labels in feed.batches(epoch=1)]
    images, labels = (np.concatenate(part) for part in zip(*batches, strict=True))
    train_images = SMALL_MNIST.split("train").images
    due = np.concatenate([train_images, np.tile(odd_drawings().images, (3, 1, 1))])
    assert len(images) == feed.count == 1_600
    assert sorted(image.tobytes() for image in images) == sorted(image.tobytes() for image in due)
    places = feed.order(1)
    assert np.bincount(places).tolist() == [1] * 1_000 + [3] * 200
    assert (labels[places >= 1_000] == ODD).all()
    assert np.array_equal(labels[places < 1_000], SMALL_MNIST.split("train").labels[places[places < 1_000]])


def test_without_a_weight_the_drawings_change_nothing() -> None:
    one, other = (
        train(manifest("quick", epochs=1), data, Recording()) for data in (SMALL_MNIST, WITH_DRAWINGS)
    )
    for mine, others in zip(from_bytes(last(one)).weights, from_bytes(last(other)).weights, strict=True):
        np.testing.assert_array_equal(mine.numpy(), others.numpy())


def test_who_shall_learn_drawings_and_gets_none_says_so() -> None:
    with pytest.raises(ValueError, match="no split 'drawings'"):
        train(manifest("quick", drawing_weight=1), SMALL_MNIST, Recording())


@pytest.mark.parametrize("preset", ["quick", "robust", "tutorial-tape-mse"])
def test_a_resumed_training_with_drawings_equals_an_uninterrupted_one(preset: str) -> None:
    chosen = manifest(preset, epochs=2, drawing_weight=2)
    listener = Recording()
    whole = train(chosen, WITH_DRAWINGS, listener)
    resumed = train(chosen, WITH_DRAWINGS, Recording(), checkpoint=listener.checkpoints[1])
    for mine, others in zip(from_bytes(last(whole)).weights, from_bytes(last(resumed)).weights, strict=True):
        np.testing.assert_array_equal(mine.numpy(), others.numpy())
    assert [epoch["partial"] for epoch in listener.epochs] == [False, False]


class Follower(Recording):
    """A listener of any job."""

    def progress(self, share: float) -> None:
        raise AssertionError("a training has no progress")


def job_manifest(file_count: int = 200) -> tuple[Manifest, bytes]:
    drawings = odd_drawings(file_count)
    file, learned = drawings_file(drawings.images, drawings.labels)
    return manifest("quick", epochs=1, drawing_weight=20).model_copy(update={"drawings": learned}), file


def test_a_worker_gets_the_drawings_as_a_file_and_a_checkpoint_is_finished_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(datasets.BUNDLED, "mnist", lambda: SMALL_MNIST)
    chosen, file = job_manifest()
    listener = Follower()
    outcome = perform(Train(run="23456789", manifest=chosen), None, None, listener, file)
    assert isinstance(outcome, Outcome)
    assert read_as_odd(outcome) > 0.9
    finish = Finish(run="23456789", manifest=chosen, checkpoint_sha256="0" * 64)
    finished = perform(finish, listener.checkpoints[1], None, listener, file)
    assert isinstance(finished, Outcome)
    assert finished.epochs == 1
    np.testing.assert_array_equal(finished.evaluation["test"], outcome.evaluation["test"])
