"""Units that are 0 for every validation image are counted after each epoch; too many bring advice."""

import keras
import numpy as np
import pytest

from core.models.build import build_model
from core.models.shape import relu_layers
from core.models.spec import Activation, BatchNormalization, Conv2D, Dense, Flatten, ModelSpec, ReLU
from core.runs.advice import advise
from core.runs.manifest import Manifest
from core.runs.progress import Progress
from core.training.checkpoint import from_bytes
from core.training.measurement import Measure
from core.training.train import train
from tests.core.training.recording import SMALL_MNIST, Recording, manifest
from tests.core.training.test_train import DENSE, TRAININGS, trained

pytestmark = pytest.mark.tensorflow

VALIDATION = SMALL_MNIST.split("validation")


def dead_by_keras(model: keras.Model, spec: ModelSpec) -> list[int]:
    """The counts by what Keras says each layer gives for each image."""
    own = model.layers[2:]
    outputs = keras.Model(model.inputs, [own[each.position - 1].output for each in relu_layers(spec)])
    told = outputs.predict(VALIDATION.images[..., np.newaxis], verbose=0)
    told = told if isinstance(told, list) else [told]
    return [int(np.sum(~each.reshape(-1, each.shape[-1]).any(axis=0))) for each in told]


@pytest.mark.parametrize("name", [name for name, each in TRAININGS.items() if relu_layers(each.model)])
def test_the_count_of_each_epoch_is_that_of_keras(name: str) -> None:
    listener, _ = trained(name)
    for event in listener.epochs:
        model = from_bytes(listener.checkpoints[event["epoch"]])
        assert list(event["dead_units"]) == dead_by_keras(model, TRAININGS[name].model)


@pytest.mark.parametrize("ends_in_relu", [True, False])
def test_units_that_a_bias_holds_below_0_are_dead_if_relu_follows(ends_in_relu: bool) -> None:
    activation: Activation = "relu" if ends_in_relu else "linear"
    spec = ModelSpec(
        layers=(
            Conv2D(filters=4, activation=activation),
            BatchNormalization(),
            ReLU(),
            Flatten(),
            Dense(units=8, activation=activation),
            Dense(units=10),
        ),
        output="logits",
    )
    model = build_model(spec, 10, seed=0)
    for position, units in ((1, [0, 2, 3]), (5, [6])):
        kernel, bias = model.layers[1 + position].get_weights()
        bias[units] = -1e6
        model.layers[1 + position].set_weights([kernel, bias])
    measured = Measure(model, spec, manifest("quick", spec).recipe)(VALIDATION)
    assert list(measured.dead_units) == dead_by_keras(model, spec)
    assert measured.dead_units[0] >= 3
    assert len(measured.dead_units) == (3 if ends_in_relu else 1)


def test_a_model_without_relu_has_no_counts() -> None:
    spec = ModelSpec(layers=(Flatten(), Dense(units=10)), output="logits")
    measured = Measure(build_model(spec, 10, seed=0), spec, manifest("quick", spec).recipe)(VALIDATION)
    assert measured.dead_units == ()


def advice_of(chosen: Manifest) -> str:
    listener, progress = Recording(), Progress("run")
    train(chosen, SMALL_MNIST, listener)
    progress.read((1, seq, event) for seq, event in enumerate(listener.events))
    found = advise(progress.curves(), chosen, is_live=False)
    return "" if found is None else str(found.text)


def test_a_training_with_much_too_high_a_rate_is_told_that_its_units_died() -> None:
    found = advice_of(manifest(DENSE, epochs=1, optimizer={"kind": "adam", "learning_rate": 0.3}))
    assert "of 128 units of layer 2 (dense) are 0 for every validation image" in found
    assert "Lower the learning rate from 0.3; the preset's is 0.001." in found
    assert advice_of(manifest(DENSE, epochs=1)) == ""
