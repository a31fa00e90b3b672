"""What the layers of exported models answer, against plain arithmetic and against Keras."""

import numpy as np
import pytest

from core.models.presets import PRESETS
from core.models.spec import BatchNormalization, Dense, Flatten, ModelSpec, ReLU
from core.recognition.layer_outputs import LayerOutputs
from core.recognition.predictor import Predictor
from core.recognition.shipped import MODEL_PATH
from tests.core.recognition.making import dense_model, digits, onnx_model

IMAGES, _ = digits()
IMAGE = IMAGES[12]

NORMALISED = ModelSpec(
    layers=(Flatten(), Dense(units=20), BatchNormalization(), ReLU(), Dense(units=10)), output="logits"
)
SPECS = {name: preset.model for name, preset in PRESETS.items()} | {"normalised": NORMALISED}


def test_a_dense_net_is_followed_from_layer_to_layer() -> None:
    rng = np.random.default_rng(1)
    weights, outputs = rng.normal(0, 0.1, (784, 7)), rng.normal(0, 1, (7, 10))
    layers = LayerOutputs(dense_model(weights.astype(np.float32), outputs.astype(np.float32))).answer(IMAGE)
    assert [layer.kind for layer in layers] == ["scaling", "flatten", "dense", "relu", "dense", "softmax"]
    pixels, flat, sums, hidden, scores, probabilities = (layer.values for layer in layers)
    np.testing.assert_allclose(pixels, IMAGE[..., np.newaxis] / 255, atol=1e-6)
    np.testing.assert_array_equal(flat, pixels.ravel())
    np.testing.assert_allclose(sums, flat @ weights, atol=1e-4)
    np.testing.assert_array_equal(hidden, np.maximum(sums, 0))
    np.testing.assert_allclose(scores, hidden @ outputs, atol=1e-3)
    np.testing.assert_allclose(probabilities, np.exp(scores) / np.exp(scores).sum(), atol=1e-4)
    assert layers[2].weights is not None
    np.testing.assert_allclose(layers[2].weights, weights, atol=1e-6)


def test_the_filters_of_the_shipped_model_make_its_first_channels() -> None:
    layers = LayerOutputs(MODEL_PATH.read_bytes()).answer(IMAGE)
    pixels, first = layers[0].values, layers[1]
    assert first.weights is not None
    assert first.bias is not None
    assert first.weights.shape == (3, 3, 1, 32)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(pixels[..., 0], 1), (3, 3))
    expected = np.einsum("rcij,ijf->rcf", windows, first.weights[:, :, 0]) + first.bias
    np.testing.assert_allclose(first.values, expected, atol=1e-4)


@pytest.mark.parametrize("model", [onnx_model(), MODEL_PATH.read_bytes()], ids=["no weights", "shipped"])
def test_the_last_output_is_the_models_answer(model: bytes) -> None:
    (expected,) = Predictor(model).probabilities(IMAGE[np.newaxis])
    np.testing.assert_allclose(LayerOutputs(model).answer(IMAGE)[-1].values, expected, atol=1e-6)


def test_an_image_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="28, 28"):
        LayerOutputs(onnx_model()).answer(np.zeros((27, 28), np.uint8))


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", SPECS)
def test_an_exported_model_has_the_outputs_of_keras(name: str) -> None:
    import keras

    from core.models.build import build_model
    from core.training.export import to_onnx

    model = build_model(SPECS[name], 10, seed=3)
    whole = keras.Model(model.inputs, [layer.output for layer in model.layers[1:]])
    expected = [output[0] for output in whole.predict(IMAGE[np.newaxis, ..., np.newaxis] * 1.0, verbose=0)]
    found = LayerOutputs(to_onnx(model, SPECS[name])).answer(IMAGE)
    for layer in found[:-1]:  # the last turns what the model was trained on into probabilities
        closest = min(
            (np.abs(each - layer.values).max() for each in expected if each.shape == layer.values.shape),
            default=0.0 if layer.kind in ("convolution", "dense") else np.inf,
        )
        before_activation = layer.kind in ("convolution", "dense")
        assert closest < 1e-3 or before_activation
    kinds = [layer.kind for layer in found]
    weighted = [layer for layer in SPECS[name].layers if layer.kind in ("conv2d", "dense")]
    assert kinds.count("convolution") + kinds.count("dense") == len(weighted)
