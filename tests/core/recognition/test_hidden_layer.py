"""The last hidden layer of exported models, against plain arithmetic and against Keras."""

import numpy as np
import pytest

from core.models.presets import PRESETS
from core.models.shape import hidden_units
from core.models.spec import BatchNormalization, Conv2D, Dense, Flatten, MaxPooling2D, ModelSpec, ReLU
from core.recognition.hidden_layer import HiddenLayer
from tests.core.recognition.making import dense_model, digits, onnx_model

IMAGES, _ = digits()

SOFTMAX_REGRESSION = ModelSpec(layers=(Flatten(), Dense(units=10)), output="logits")
WITHOUT_DENSE = ModelSpec(
    layers=(MaxPooling2D(pool_size=4), Conv2D(filters=6, activation="relu"), Flatten(), Dense(units=10)),
    output="logits",
)
NORMALISED = ModelSpec(
    layers=(Flatten(), Dense(units=20), BatchNormalization(), ReLU(), Dense(units=10)), output="logits"
)
SPECS = {name: preset.model for name, preset in PRESETS.items()} | {
    "without a dense layer": WITHOUT_DENSE,
    "normalised": NORMALISED,
}


def test_the_activations_are_those_before_the_output_layer() -> None:
    weights = np.random.default_rng(1).normal(0, 0.1, (784, 7)).astype(np.float32)
    layer = HiddenLayer(dense_model(weights))
    expected = np.maximum(IMAGES.reshape(-1, 784) / 255 @ weights, 0)
    np.testing.assert_allclose(layer.activations(IMAGES), expected, atol=1e-4)
    np.testing.assert_allclose(layer.activations(IMAGES[4:5]), expected[4:5], atol=1e-4)


@pytest.mark.parametrize("model", [onnx_model(), onnx_model(1)], ids=["no weights", "one layer"])
def test_a_model_without_a_hidden_layer_is_refused(model: bytes) -> None:
    with pytest.raises(ValueError, match="no hidden layer"):
        HiddenLayer(model)


def test_images_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="28, 28"):
        HiddenLayer(dense_model(np.ones((784, 3), np.float32))).activations(np.zeros((1, 27, 28), np.uint8))


def test_the_units_are_known_before_there_is_a_model() -> None:
    units = {name: hidden_units(spec) for name, spec in SPECS.items()}
    assert units == {
        "quick": 128,
        "robust": 96,
        "accurate": 96,
        "tutorial-dense-rmsprop": 128,
        "tutorial-cnn-adam": 64,
        "tutorial-tape-mse": 128,
        "tutorial-dense-adam": 128,
        "without a dense layer": 150,
        "normalised": 20,
    }
    assert hidden_units(SOFTMAX_REGRESSION) == 0


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", SPECS)
def test_an_exported_model_has_the_activations_of_keras(name: str) -> None:
    import keras

    from core.models.build import build_model
    from core.training.export import to_onnx

    spec = SPECS[name]
    model = build_model(spec, 10, seed=3)
    before = keras.Model(model.inputs, model.layers[-1].input)
    pixels = IMAGES[..., np.newaxis].astype(np.float32)
    found = HiddenLayer(to_onnx(model, spec)).activations(IMAGES)
    np.testing.assert_allclose(found, before.predict(pixels, verbose=0), atol=1e-4)
    assert found.shape == (len(IMAGES), hidden_units(spec))


@pytest.mark.tensorflow
def test_softmax_regression_has_no_hidden_layer_when_exported() -> None:
    from core.models.build import build_model
    from core.training.export import to_onnx

    with pytest.raises(ValueError, match="no hidden layer"):
        HiddenLayer(to_onnx(build_model(SOFTMAX_REGRESSION, 10, seed=3), SOFTMAX_REGRESSION))
