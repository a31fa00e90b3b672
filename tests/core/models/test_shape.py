"""Shapes and parameters by arithmetic, with Keras as the oracle."""

import subprocess
import sys
from typing import Any

import pytest

from core.models.presets import PRESETS
from core.models.shape import (
    ImpossibleModelError,
    ReluLayer,
    count_multiplications,
    count_parameters,
    layer_table,
    relu_layers,
)
from core.models.spec import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
    ModelSpec,
    ReLU,
)


def stack(*layers: Layer) -> ModelSpec:
    return ModelSpec(layers=layers, output="logits")


SPECS = {
    **{name: preset.model for name, preset in PRESETS.items()},
    "padded": stack(
        Conv2D(filters=3, kernel_size=4, padding="same"),
        MaxPooling2D(pool_size=3),
        Flatten(),
        Dense(units=10),
    ),
    "every kind": stack(
        Conv2D(filters=4, kernel_size=5),
        BatchNormalization(),
        ReLU(),
        MaxPooling2D(pool_size=5),
        Dropout(rate=0.5),
        Dense(units=3),
        Flatten(),
        BatchNormalization(),
        Dense(units=10),
    ),
    "without biases, averaged": stack(
        Conv2D(filters=6, use_bias=False), GlobalAveragePooling2D(), Dense(units=10)
    ),
    "down to one pixel": stack(Conv2D(filters=10, kernel_size=28), Flatten(), Dense(units=10)),
}


def build(spec: ModelSpec) -> Any:
    """The Keras model; only who asks for it has to load TensorFlow."""
    from core.models.build import build_model

    return build_model(spec, 10, seed=0)


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", SPECS)
def test_shapes_and_parameters_are_those_of_keras(name: str) -> None:
    spec = SPECS[name]
    model = build(spec)
    built = [(layer.output.shape[1:], layer.count_params()) for layer in model.layers[2:]]
    assert [(row.shape, row.parameters) for row in layer_table(spec, 10)] == built
    assert count_parameters(spec, 10) == model.count_params()


def test_the_work_of_a_convolution_is_kernels_times_places() -> None:
    spec = stack(Conv2D(filters=8), Flatten(), Dense(units=10))
    assert count_multiplications(spec, 10) == 26 * 26 * 8 * 9 + 26 * 26 * 8 * 10


def test_the_layers_that_end_in_relu_are_told_with_their_units_or_channels() -> None:
    assert relu_layers(PRESETS["quick"].model) == [
        ReluLayer(1, "conv2d", 16, "channels"),
        ReluLayer(3, "conv2d", 64, "channels"),
        ReluLayer(8, "relu", 128, "units"),
    ]
    assert relu_layers(stack(Flatten(), Dense(units=10))) == []


IMPOSSIBLE = pytest.mark.parametrize(
    ("spec", "message"),
    [
        (stack(Flatten(), Conv2D(filters=1)), r"Layer 2 \(conv2d\) needs an image but gets \(784,\)"),
        (stack(Flatten(), MaxPooling2D()), r"Layer 2 \(max_pooling2d\) needs an image"),
        (stack(Flatten(), GlobalAveragePooling2D()), r"Layer 2 \(global_average_pooling2d\) needs an image"),
        (stack(MaxPooling2D(pool_size=7), Conv2D(filters=1, kernel_size=5)), r"5 pixels .* 4 x 4"),
        (stack(MaxPooling2D(pool_size=28), MaxPooling2D()), r"squares of 2 pixels of an image of 1 x 1"),
        (stack(Flatten(), Dense(units=9)), r"ends in the shape \(9,\)"),
        (stack(Dense(units=10)), r"ends in the shape \(28, 28, 10\)"),
    ],
)


@IMPOSSIBLE
def test_an_impossible_stack_is_explained(spec: ModelSpec, message: str) -> None:
    with pytest.raises(ImpossibleModelError, match=message):
        layer_table(spec, 10)


@pytest.mark.tensorflow
@IMPOSSIBLE
def test_an_impossible_stack_is_explained_before_keras_sees_it(spec: ModelSpec, message: str) -> None:
    with pytest.raises(ImpossibleModelError, match=message):
        build(spec)


@pytest.mark.process
def test_the_table_needs_no_tensorflow() -> None:
    code = (
        "import sys, core.models.shape, core.models.presets; "
        "sys.exit(bool({'keras', 'tensorflow'} & {*sys.modules}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
