"""From a manifest to a trained model, on small splits of real images."""

import functools
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnxruntime
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from core.data.dataset import Split
from core.data.mnist import mnist
from core.models.build import build_model, with_probabilities
from core.models.presets import PRESETS
from core.models.recipe import SGD
from core.models.spec import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
    ModelSpec,
    ReLU,
)
from core.runs.events import Event
from core.runs.kept_epochs import best_epoch
from core.training import train as training
from core.training import warm_up
from core.training.checkpoint import from_bytes
from core.training.compilation import make_optimizer
from core.training.feed import Feed, targets
from core.training.fit import XlaLoop
from core.training.listener import TrainingDiverged
from core.training.measurement import Measure, Measurement
from core.training.outcome import Outcome
from core.training.tape import TapeLoop
from core.training.train import finish, train
from tests.core.training.conftest import Clock
from tests.core.training.recording import SMALL_MNIST, Recording, manifest

pytestmark = pytest.mark.tensorflow

DENSE = "tutorial-dense-adam"

RANDOM_AND_AVERAGED = ModelSpec(
    layers=(
        Conv2D(filters=4),
        MaxPooling2D(pool_size=4),
        BatchNormalization(),
        ReLU(),
        Dropout(rate=0.3),
        Flatten(),
        Dense(units=10),
    ),
    output="logits",
)
"""Its layers draw at random and carry averages from batch to batch."""

DENSE_WITH_DROPOUT = ModelSpec(
    layers=(Flatten(), Dense(units=16, activation="relu"), Dropout(rate=0.3), Dense(units=10)),
    output="logits",
)


def weights(model: bytes) -> list[np.ndarray]:
    """Everything that a training has learnt, the optimiser's state included."""
    loaded = from_bytes(model)
    return [*loaded.get_weights(), *(variable.numpy() for variable in loaded.optimizer.variables)]


def assert_same(first: bytes, second: bytes) -> None:
    for one, other in zip(weights(first), weights(second), strict=True):
        np.testing.assert_array_equal(one, other)


def last(outcome: Outcome) -> bytes:
    """The model after the last complete epoch."""
    return outcome.checkpoints[outcome.epochs]


def used(outcome: Outcome) -> bytes:
    """The model that is exported and measured."""
    return outcome.checkpoints[outcome.model_epochs]


# Every kind of training validates here, so that one training serves several tests.
TRAININGS = {
    **{name: manifest(name, epochs=3, validation="validation") for name in PRESETS},
    "dropout and averages": manifest("quick", RANDOM_AND_AVERAGED, epochs=3, batch_size=64),
    "dropout in a dense net": manifest("quick", DENSE_WITH_DROPOUT, epochs=3, batch_size=48),
    "an augmented dense net": manifest("robust", DENSE_WITH_DROPOUT, epochs=3, batch_size=48),
    "augmented in a tape loop": manifest(
        "robust", RANDOM_AND_AVERAGED, epochs=3, batch_size=64, loop="gradient_tape"
    ),
    "dropout in a tape loop": manifest(
        "quick", RANDOM_AND_AVERAGED, epochs=3, batch_size=64, loop="gradient_tape"
    ),
}


@functools.cache
def trained(name: str) -> tuple[Recording, Outcome]:
    """An uninterrupted training and what it told."""
    listener = Recording()
    return listener, train(TRAININGS[name], SMALL_MNIST, listener)


@pytest.mark.parametrize("name", TRAININGS)
def test_a_resumed_training_equals_an_uninterrupted_one(name: str) -> None:
    (whole, uninterrupted), rest = trained(name), Recording()
    resumed = train(TRAININGS[name], SMALL_MNIST, rest, whole.checkpoints[1], earlier=whole.epochs[:1])
    assert_same(last(uninterrupted), last(resumed))
    assert (resumed.epochs, list(rest.checkpoints)) == (3, [2, 3])
    for part in ("test", "validation"):
        np.testing.assert_array_equal(uninterrupted.evaluation[part], resumed.evaluation[part])
    told = ("loss", "accuracy", "val_loss", "val_accuracy", "dead_units")
    for one, other in zip(whole.epochs[1:], rest.epochs, strict=True):
        assert [one.get(key) for key in told] == [other.get(key) for key in told]


@pytest.mark.parametrize("name", TRAININGS)
def test_a_training_that_pauses_after_each_epoch_equals_an_uninterrupted_one(name: str) -> None:
    (_, uninterrupted), checkpoint = trained(name), None
    for epoch in (1, 2, 3):
        part = Recording(pause=lambda recording: True)
        outcome = train(TRAININGS[name], SMALL_MNIST, part, checkpoint)
        assert (outcome.stopped, outcome.epochs) == (epoch < 3, epoch)
        checkpoint = part.checkpoints[epoch]
    assert_same(last(uninterrupted), last(outcome))


def script_validation(accuracies: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """Measures as ever, but says of each epoch's validation what a test has written down."""
    measure = Measure.__call__

    def scripted(self: Measure, split: Split) -> Measurement:
        measured = measure(self, split)
        if len(split.labels) != 300 or not accuracies:
            return measured
        accuracy = accuracies.pop(0)
        return replace(measured, accuracy=accuracy, loss=1 - accuracy)

    monkeypatch.setattr(Measure, "__call__", scripted)


@pytest.mark.parametrize(("accuracies", "best"), [([0.5, 0.9, 0.6], 2), ([0.5, 0.9, 0.95], 3)])
@pytest.mark.parametrize("pauses", [False, True])
def test_the_model_of_the_best_epoch_is_exported_and_measured(
    accuracies: list[float], best: int, pauses: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    script_validation(list(accuracies), monkeypatch)
    chosen = manifest(DENSE, epochs=3, validation="validation", used_epoch="best")
    listener = Recording(pause=lambda recording: pauses and len(recording.epochs) == 2)
    outcome = train(chosen, SMALL_MNIST, listener)
    if pauses:
        assert outcome.model_epochs == 2
        rest = Recording()
        last = train(chosen, SMALL_MNIST, rest, listener.checkpoints[2], earlier=listener.epochs)
        outcome, checkpoints = (outcome if best == 2 else last), listener.checkpoints | rest.checkpoints
    else:
        checkpoints = listener.checkpoints
    assert outcome.model_epochs == best
    expected = finish(chosen, SMALL_MNIST, checkpoints[best])
    np.testing.assert_array_equal(outcome.evaluation["test"], expected.evaluation["test"])
    assert outcome.accuracy == expected.accuracy


@pytest.mark.parametrize("pauses", [False, True])
def test_a_training_without_a_better_loss_ends_early_resumed_or_not(
    pauses: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    script_validation([0.5, 0.9, 0.6, 0.7, 0.8], monkeypatch)
    chosen = manifest(DENSE, epochs=5, validation="validation", used_epoch="best", patience=2)
    listener = Recording(pause=lambda recording: pauses and len(recording.epochs) == 3)
    outcome = train(chosen, SMALL_MNIST, listener)
    if pauses:
        assert (outcome.stopped, outcome.epochs, outcome.reason) == (True, 3, None)
        outcome = train(chosen, SMALL_MNIST, Recording(), listener.checkpoints[3], earlier=listener.epochs)
    assert (outcome.stopped, outcome.epochs) == (False, 4)
    assert (
        str(outcome.reason)
        == "Stopped early: no better validation loss for 2 epochs; it was lowest after epoch 2."
    )


def test_same_manifest_same_weights_whatever_was_trained_before() -> None:
    name = "dropout and averages"
    _, first = trained(name)
    train(manifest(DENSE, epochs=1, seed=9), SMALL_MNIST, Recording())
    keras.utils.set_random_seed(1234)
    assert_same(last(first), last(train(TRAININGS[name], SMALL_MNIST, Recording())))


def test_another_seed_gives_other_weights() -> None:
    _, first = trained(DENSE)
    second = train(manifest(DENSE, epochs=1, seed=1), SMALL_MNIST, Recording())
    assert not np.array_equal(weights(last(first))[0], weights(last(second))[0])


@pytest.mark.parametrize("name", TRAININGS)
def test_an_outcome_holds_what_a_run_keeps(name: str) -> None:
    listener, outcome = trained(name)
    assert (outcome.stopped, outcome.epochs) == (False, 3)
    assert outcome.epoch_probabilities is not None
    assert outcome.epoch_probabilities.shape == (3, 300, 10)
    assert outcome.epoch_probabilities.dtype == np.float16
    shapes = {part: found.shape for part, found in outcome.evaluation.items()}
    assert shapes == {"test": (400, 10), "validation": (300, 10)}
    assert all(found.dtype == np.float32 for found in outcome.evaluation.values())
    np.testing.assert_allclose(
        outcome.epoch_probabilities[outcome.model_epochs - 1], outcome.evaluation["validation"], atol=1e-3
    )
    best = best_epoch(TRAININGS[name], listener.epochs)
    assert outcome.checkpoints == {epoch: listener.checkpoints[epoch] for epoch in outcome.checkpoints}
    assert outcome.checkpoints.keys() == {best, 3}
    for epoch, told in enumerate(outcome.epoch_probabilities, start=1):
        np.testing.assert_array_equal(listener.probabilities[epoch], told)


def test_without_validation_no_epoch_is_measured() -> None:
    listener = Recording()
    outcome = train(manifest("tutorial-dense-rmsprop", epochs=1), SMALL_MNIST, listener)
    assert outcome.epoch_probabilities is None
    assert not {"val_loss", "dead_units"} & set(listener.epochs[0])
    assert set(outcome.evaluation) == {"test", "validation"}


@pytest.mark.parametrize("name", TRAININGS)
def test_an_epochs_figures_are_those_of_keras(name: str) -> None:
    part, (listener, _) = SMALL_MNIST.split("validation"), trained(name)
    labels = targets(part.labels, TRAININGS[name].recipe, 10)
    for event in listener.epochs:
        model = from_bytes(listener.checkpoints[event["epoch"]])
        expected = model.evaluate(part.images[..., np.newaxis], labels, verbose=0, return_dict=True)
        assert event["val_loss"] == pytest.approx(expected["loss"], rel=1e-5)
        assert event["val_accuracy"] == pytest.approx(expected["accuracy"], abs=1e-6)


@pytest.mark.parametrize("name", TRAININGS)
def test_events_are_finite_ordered_and_add_up_to_the_epochs(name: str) -> None:
    listener, _ = trained(name)
    positions = [event["position"] for event in listener.batches]
    assert positions == sorted(set(positions))
    assert 0 < positions[0] <= 1
    assert positions[-1] <= 3
    assert [(event["epoch"], event["partial"]) for event in listener.epochs] == [
        (1, False),
        (2, False),
        (3, False),
    ]
    for event in listener.events:
        # JSON without NaN or NumPy's numbers: what a store and a browser can take.
        written = json.loads(json.dumps(event, allow_nan=False))
        assert {
            key: tuple(value) if isinstance(value, list) else value for key, value in written.items()
        } == event


class SlowListener(Recording):
    """Takes its time with everything; remembers when it heard of each epoch's end."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.ends: list[float] = []

    def event(self, event: Event) -> None:
        if event["kind"] == "epoch":
            self.ends.append(self.clock.now)
        super().event(event)
        self.clock.now += 1

    def checkpoint(self, epoch: int, model: bytes, probabilities: NDArray[np.float16] | None) -> None:
        super().checkpoint(epoch, model, probabilities)
        self.clock.now += 64

    def stopping(self) -> bool:
        self.clock.now += 0.5
        return super().stopping()


@pytest.mark.parametrize("name", [DENSE, "tutorial-tape-mse"])
def test_the_seconds_of_epochs_leave_nothing_out_that_a_training_waits_for(
    name: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delay(owner: object, function: str, seconds: float) -> None:
        original = getattr(owner, function)

        def slow(*arguments: Any) -> Any:
            clock.now += seconds / 2
            result = original(*arguments)
            clock.now += seconds / 2
            return result

        monkeypatch.setattr(owner, function, slow)

    monkeypatch.setattr(training, "time", clock)
    delay(XlaLoop, "__call__", 4)
    delay(TapeLoop, "__call__", 4)
    delay(Measure, "__call__", 8)
    delay(training, "to_bytes", 16)
    start, listener = clock.now, SlowListener(clock)
    train(manifest(name, epochs=3, validation="validation"), SMALL_MNIST, listener)
    seconds = [event["seconds"] for event in listener.epochs]
    assert seconds == np.diff([start, *listener.ends]).tolist()
    assert min(seconds) > 4 + 8 + 16
    assert min(seconds[1:]) > 4 + 8 + 16 + 64
    assert sum(seconds) == listener.ends[-1] - start


@pytest.mark.parametrize("name", [DENSE, "tutorial-dense-rmsprop"])
def test_the_training_of_a_dense_net_is_that_of_a_plain_fit(name: str) -> None:
    # Keras alone on the same batches, step by step: the lab's speed must not change the mathematics.
    chosen, (listener, _) = TRAININGS[name], trained(name)
    model, feed = build_model(chosen.model, 10, seed=0), Feed(chosen.recipe, SMALL_MNIST)
    optimizer = make_optimizer(chosen.recipe.optimizer, 3 * feed.steps)
    model.compile(optimizer, chosen.recipe.loss, metrics=["accuracy"], jit_compile=True)
    for epoch, event in enumerate(listener.epochs):
        plain = model.fit(feed.batches(epoch), verbose=0, shuffle=False).history
        assert (event["loss"], event["accuracy"]) == (plain["loss"][0], plain["accuracy"][0])
        lab = from_bytes(listener.checkpoints[epoch + 1]).get_weights()
        for one, other in zip(lab, model.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_tape_loop_tells_the_single_losses_of_a_plain_loop() -> None:
    chosen = manifest("tutorial-tape-mse", epochs=1, batch_size=4)
    listener, part = Recording(), SMALL_MNIST.split("train+validation")
    train(chosen, SMALL_MNIST, listener)
    model, losses = build_model(chosen.model, 10, seed=0), []
    labels = tf.one_hot(part.labels, 10)
    for start in range(0, 1_000, 4):
        with tf.GradientTape() as tape:
            outputs = model(part.images[start : start + 4, :, :, np.newaxis])
            loss = tf.reduce_mean(tf.square(labels[start : start + 4] - outputs))
        losses.append(float(loss))
        gradients = tape.gradient(loss, model.trainable_variables)
        for weight, gradient in zip(model.trainable_variables, gradients, strict=True):
            weight.assign_sub(0.001 * gradient)
    assert [(event["epoch"], event["step"]) for event in listener.steps] == [(1, 0), (1, 100), (1, 200)]
    assert [event["loss"] for event in listener.steps] == pytest.approx(losses[::100], rel=1e-4)
    assert listener.epochs[0]["loss"] == pytest.approx(np.mean(losses), rel=1e-4)


@pytest.mark.parametrize("loop", ["fit", "gradient_tape"])
def test_a_stop_in_mid_epoch_leaves_a_partial_epoch_and_a_usable_model(loop: str) -> None:
    listener = Recording(
        stop=lambda recording: bool(recording.checkpoints and recording.batches[-1]["position"] > 1)
    )
    # So slow a net and so small batches that an epoch has several executions.
    chosen = manifest("tutorial-cnn-adam", epochs=5, batch_size=8, loop=loop)
    outcome = train(chosen, SMALL_MNIST, listener)
    assert (outcome.stopped, outcome.epochs, list(listener.checkpoints)) == (True, 1, [1])
    assert [(event["epoch"], event["partial"]) for event in listener.epochs] == [(1, False), (2, True)]
    assert listener.batches[-1]["position"] < 2
    assert outcome.epoch_probabilities is not None
    assert len(outcome.epoch_probabilities) == 1
    assert len(outcome.onnx) > 1_000
    smaller = manifest("tutorial-cnn-adam", epochs=5, batch_size=6, loop=loop)
    with pytest.raises(ValueError, match="saved in the middle of epoch 1; take one of a whole epoch"):
        train(smaller, SMALL_MNIST, Recording(), checkpoint=last(outcome))


def test_a_stop_before_the_first_batch_still_saves_the_model() -> None:
    listener = Recording(stop=lambda recording: True)
    outcome = train(manifest("quick", epochs=2), SMALL_MNIST, listener)
    assert (outcome.stopped, outcome.epochs, listener.events) == (True, 0, [])
    assert outcome.epoch_probabilities is not None
    assert outcome.epoch_probabilities.shape == (0, 300, 10)
    assert outcome.evaluation["test"].shape == (400, 10)


@pytest.mark.parametrize("epoch", [1, 3])
def test_a_finished_checkpoint_is_exported_and_measured_as_it_is(epoch: int) -> None:
    whole, _ = trained(DENSE)
    checkpoint = whole.checkpoints[epoch]
    saved = finish(TRAININGS[DENSE], SMALL_MNIST, checkpoint)
    assert (saved.stopped, saved.epochs) == (epoch < 3, epoch)
    assert saved.checkpoints == {}  # it is kept already
    measured = from_bytes(checkpoint).predict(SMALL_MNIST.split("test").images[..., np.newaxis], verbose=0)
    np.testing.assert_allclose(saved.evaluation["test"], measured, atol=1e-5)


def test_a_stop_after_the_last_epoch_is_no_stop() -> None:
    listener = Recording(stop=lambda recording: bool(recording.checkpoints))
    assert not train(manifest(DENSE, epochs=1), SMALL_MNIST, listener).stopped


@pytest.mark.parametrize("loop", ["fit", "gradient_tape"])
def test_a_training_that_diverges_says_so_and_what_to_do(loop: str) -> None:
    optimizer = SGD(learning_rate=10).model_dump()
    chosen = manifest("tutorial-tape-mse", epochs=3, optimizer=optimizer, loop=loop)
    listener = Recording()
    with pytest.raises(
        TrainingDiverged, match=r"The loss became (NaN|infinite) in epoch 1; lower the learning rate\."
    ):
        train(chosen, SMALL_MNIST, listener)
    assert all(math.isfinite(event["loss"]) for event in [*listener.batches, *listener.epochs])


@pytest.mark.parametrize("name", TRAININGS)
def test_the_onnx_file_answers_as_keras_does(name: str) -> None:
    _, outcome = trained(name)
    images = mnist().split("test").images[:400, :, :, np.newaxis].astype(np.float32)
    session = onnxruntime.InferenceSession(outcome.onnx, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {session.get_inputs()[0].name: images})
    expected = with_probabilities(from_bytes(used(outcome)), TRAININGS[name].model).predict(images, verbose=0)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    np.testing.assert_allclose(found, outcome.evaluation["test"], atol=1e-4)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    (one,) = session.run(None, {session.get_inputs()[0].name: images[:1]})
    np.testing.assert_allclose(one, found[:1], atol=1e-5)


def test_the_model_file_opens_in_plain_keras(tmp_path: Path) -> None:
    _, outcome = trained("tutorial-dense-rmsprop")
    path = tmp_path / "model.keras"
    path.write_bytes(last(outcome))
    model = keras.saving.load_model(path)
    assert model.predict(np.zeros((1, 28, 28, 1)), verbose=0).shape == (1, 10)


def test_a_warm_up_walks_once_through_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[Outcome] = []
    monkeypatch.setattr(warm_up, "train", lambda *arguments: walked.append(train(*arguments)))
    warm_up.warm_up()
    (outcome,) = walked
    assert outcome.stopped
    assert outcome.onnx
