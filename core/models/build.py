"""From a model's specification to Keras."""

from collections.abc import Iterator

import keras
import numpy as np

from core.models.shape import INPUT_SHAPE, layer_table
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


def build_model(spec: ModelSpec, class_count: int, seed: int) -> keras.Model:
    """A new Keras model; same specification and seed, same weights.

    Its input is float32 (n, 28, 28, 1) of raw pixels 0..255; its output float32 (n, class_count), of the
    meaning that `spec.output` says.

    Raises:
        ImpossibleModelError: If the layers do not fit together.
    """
    layer_table(spec, class_count)
    x = pixels = keras.Input(INPUT_SHAPE, name="pixels")
    x = keras.layers.Rescaling(1 / 255)(x)
    for layer, layer_seed in zip(spec.layers, _seeds(seed, len(spec.layers)), strict=True):
        x = _keras_layer(layer, layer_seed)(x)
    return keras.Model(pixels, x)


def with_probabilities(model: keras.Model, spec: ModelSpec) -> keras.Model:
    """The same model, sharing its weights, with an output of probabilities: rows in 0..1 that sum to 1.

    Scores that are all 0 or negative become equal shares.
    """
    return keras.Model(model.inputs[0], _probabilities(model.outputs[0], spec))


def reseed_dropout(model: keras.Model, seed: int, epoch: int) -> None:
    """Makes what dropout drops in an epoch a function of seed and epoch alone.

    Keras saves no state of a model's random generators, so a resumed training would drop other values.
    """
    dropouts = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    states = np.random.SeedSequence([seed, epoch]).generate_state(2 * len(dropouts))
    for layer, state in zip(dropouts, states.reshape(-1, 2), strict=True):
        layer.seed_generator.state.assign(state)


def _probabilities(outputs: keras.KerasTensor, spec: ModelSpec) -> keras.KerasTensor:
    if spec.output == "probabilities":
        return outputs
    if spec.output == "logits":
        return keras.layers.Softmax()(outputs)
    # The smallest normal float keeps the division safe and vanishes beside any real score.
    positive = keras.ops.maximum(outputs, np.finfo(np.float32).tiny)
    return positive / keras.ops.sum(positive, axis=-1, keepdims=True)


def _seeds(seed: int, count: int) -> Iterator[int]:
    """`count` independent 32-bit seeds."""
    return (int(state) for state in np.random.SeedSequence(seed).generate_state(count))


def _keras_layer(layer: Layer, seed: int) -> keras.Layer:
    match layer:
        case Conv2D():
            return _convolution(layer, seed)
        case Dense():
            return _dense(layer, seed)
        case Dropout(rate=rate):
            return keras.layers.Dropout(rate, seed=seed)
        case BatchNormalization():
            return keras.layers.BatchNormalization()
        case ReLU():
            return keras.layers.ReLU()
        case _:
            return _pooling_or_flatten(layer)


def _pooling_or_flatten(layer: MaxPooling2D | GlobalAveragePooling2D | Flatten) -> keras.Layer:
    match layer:
        case MaxPooling2D(pool_size=size):
            return keras.layers.MaxPooling2D(size)
        case GlobalAveragePooling2D():
            return keras.layers.GlobalAveragePooling2D()
        case Flatten():
            return keras.layers.Flatten()


def _convolution(layer: Conv2D, seed: int) -> keras.Layer:
    return keras.layers.Conv2D(
        layer.filters,
        layer.kernel_size,
        padding=layer.padding,
        activation=layer.activation,
        use_bias=layer.use_bias,
        kernel_initializer=keras.initializers.GlorotUniform(seed),
    )


def _dense(layer: Dense, seed: int) -> keras.Layer:
    start = (
        keras.initializers.GlorotUniform(seed)
        if layer.initial_sd is None
        else keras.initializers.TruncatedNormal(stddev=layer.initial_sd, seed=seed)
    )
    return keras.layers.Dense(layer.units, activation=layer.activation, kernel_initializer=start)
