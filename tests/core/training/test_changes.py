"""A training that is changed on its way."""

from typing import Any

import keras
import numpy as np
import pytest

from core.models.recipe import SGD, Adam, AdamW, RMSprop
from core.runs.change import AskedChange
from core.runs.manifest import Manifest
from core.training import compilation
from core.training.checkpoint import from_bytes
from core.training.compilation import make_optimizer, set_learning_rate
from core.training.outcome import Outcome
from core.training.train import train
from tests.core.training.recording import SMALL_MNIST, Recording, manifest
from tests.core.training.test_train import DENSE, RANDOM_AND_AVERAGED, assert_same, last

pytestmark = pytest.mark.tensorflow

SLOWER = AskedChange(command=1, learning_rate=0.0002)
LONGER = AskedChange(command=2, epochs=4)
ASKED = {1: [SLOWER, LONGER]}
"""After the first of two epochs: a lower learning rate, and four epochs."""

TRAININGS = {
    "constant": manifest(DENSE, epochs=2),
    "cosine": manifest("quick", RANDOM_AND_AVERAGED, epochs=2),
    "cosine in a tape loop": manifest("quick", RANDOM_AND_AVERAGED, epochs=2, loop="gradient_tape"),
    "decay": manifest("tutorial-dense-rmsprop", epochs=2),
}


def changed(chosen: Manifest) -> tuple[Recording, Outcome]:
    listener = Recording(change=ASKED)
    return listener, train(chosen, SMALL_MNIST, listener)


def with_changes(chosen: Manifest) -> Manifest:
    """What stands in the run of a training that has taken the changes."""
    for asked in ASKED[1]:
        chosen = chosen.changed(asked.taken(after=1))
    return chosen


@pytest.mark.parametrize("name", TRAININGS)
def test_a_changed_training_resumed_or_trained_again_has_the_same_weights(name: str) -> None:
    told, outcome = changed(TRAININGS[name])
    assert (outcome.epochs, outcome.stopped) == (4, False)
    assert [event for event in told.events if event["kind"] == "change"] == [
        {"kind": "change", "command": 1, "after": 1, "learning_rate": 0.0002, "epochs": None},
        {"kind": "change", "command": 2, "after": 1, "learning_rate": None, "epochs": 4},
    ]
    chosen = with_changes(TRAININGS[name])
    for checkpoint in (told.checkpoints[1], told.checkpoints[3], None):
        assert_same(last(outcome), last(train(chosen, SMALL_MNIST, Recording(), checkpoint)))


def test_a_change_counts_from_the_next_epoch_on() -> None:
    told, outcome = changed(TRAININGS["constant"])
    untouched = Recording()
    train(TRAININGS["constant"], SMALL_MNIST, untouched)
    assert told.epochs[0]["loss"] == untouched.epochs[0]["loss"]
    assert told.epochs[1]["loss"] != untouched.epochs[1]["loss"]
    assert float(from_bytes(last(outcome)).optimizer.learning_rate) == pytest.approx(0.0002)


def test_more_epochs_stretch_a_cosine_over_all_of_them() -> None:
    optimizer = make_optimizer(Adam(learning_rate=0.1, schedule="cosine"), 100)
    optimizer.iterations.assign(50)
    assert float(optimizer.learning_rate) == pytest.approx(0.05)
    assert set_learning_rate(optimizer, Adam(learning_rate=0.1, schedule="cosine"), 200)
    assert float(optimizer.learning_rate) == pytest.approx(0.1 * (1 + np.cos(np.pi / 4)) / 2)


@pytest.mark.parametrize("loop", ["fit", "gradient_tape"])
def test_a_rate_without_a_schedule_changes_without_compiling_anything_anew(
    loop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[keras.Model] = []
    compile_model = compilation.compile_model

    def count(model: keras.Model, *rest: Any) -> None:
        compiled.append(model)
        compile_model(model, *rest)

    monkeypatch.setattr("core.training.compiled.compile_model", count)
    _, outcome = changed(manifest(DENSE, epochs=2, loop=loop))
    assert (outcome.epochs, len(compiled)) == (4, 1)


@pytest.mark.parametrize(
    "optimizer",
    [
        SGD(learning_rate=0.5),
        Adam(learning_rate=0.5),
        AdamW(learning_rate=0.5, schedule="cosine"),
        RMSprop(learning_rate=0.5, decay=0.1),
    ],
    ids=lambda optimizer: optimizer.kind,
)
def test_every_optimiser_takes_another_rate(optimizer: SGD | Adam | AdamW | RMSprop) -> None:
    made = make_optimizer(optimizer, 10)
    set_learning_rate(made, optimizer.model_copy(update={"learning_rate": 0.25}), 10)
    assert float(made.learning_rate) == pytest.approx(0.25)


def test_epochs_that_are_added_in_the_last_one_are_trained() -> None:
    listener = Recording(change={2: [LONGER]})
    assert train(TRAININGS["constant"], SMALL_MNIST, listener).epochs == 4


def test_a_rate_that_no_epoch_would_have_is_not_taken() -> None:
    listener = Recording(change={2: [SLOWER]})
    assert train(TRAININGS["constant"], SMALL_MNIST, listener).epochs == 2
    assert not [event for event in listener.events if event["kind"] == "change"]


def test_fewer_epochs_than_there_are_end_the_training_as_it_is() -> None:
    listener = Recording(change={1: [AskedChange(command=1, epochs=1)]})
    outcome = train(TRAININGS["constant"], SMALL_MNIST, listener)
    assert (outcome.epochs, outcome.stopped) == (1, False)
