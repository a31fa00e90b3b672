"""The steps of a picture through a model on Draw: terms, shapes and numbers that are those of the model."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core.data.mnist import mnist
from core.models.presets import PRESETS
from core.models.spec import Dense, Dropout, Flatten, ModelSpec
from core.recognition.layer_outputs import LayerOutput, LayerOutputs
from core.recognition.recognition import recognise
from core.recognition.shipped import MODEL_PATH, shipped_predictor
from dashboard.views.draw.tour.steps import Step, loss_step, steps_of
from tests import keeping
from tests.core.recognition.making import dense_model
from tests.dashboard.visiting import Visitor

IMAGE = mnist().split("test").images[0]
CLASSES = [str(digit) for digit in range(10)]


def dense_net() -> tuple[Sequence[LayerOutput], list[Step]]:
    rng = np.random.default_rng(1)
    weights, outputs = rng.normal(0, 0.1, (784, 7)), rng.normal(0, 1, (7, 10))
    layers = LayerOutputs(dense_model(weights.astype(np.float32), outputs.astype(np.float32))).answer(IMAGE)
    spec = ModelSpec(
        layers=(Flatten(), Dense(units=7, activation="relu"), Dropout(rate=0.3), Dense(units=10)),
        output="logits",
    )
    return layers, steps_of(IMAGE, layers, spec, CLASSES)


def test_a_dense_net_has_its_steps_in_order_with_dropout_where_it_stands() -> None:
    _, steps = dense_net()
    assert [(step.title, step.shape) for step in steps] == [
        ("The picture as numbers", "28 × 28, uint8"),
        ("Normalise", "28 × 28 × 1, float32"),
        ("Flatten", "28 × 28 × 1 → 784"),
        ("Dense", "(784) @ (784 × 7) + (7) → (7)"),
        ("ReLU", "7 → 7"),
        ("Dropout", "7"),
        ("Dense", "(7) @ (7 × 10) + (10) → (10)"),
        ("Softmax", "10 → 10"),
    ]
    assert "a random 30% of these values" in steps[5].words
    assert "logits" in steps[6].words
    assert "logits" not in steps[3].words


def test_the_numbers_of_a_step_are_those_of_this_picture() -> None:
    layers, steps = dense_net()
    table = steps[0].table
    assert table is not None
    assert table.sum() == max(
        IMAGE[row : row + 7, column : column + 7].sum() for row in range(22) for column in range(22)
    )
    logits, shares = layers[-2].values, layers[-1].values
    label = int(logits.argmax())
    written = f"{logits[label]:.2f}".replace("-", "−")
    assert steps[6].example.startswith(f"{label}: ")
    assert steps[6].example.endswith(f"that is **{written}**.")
    assert steps[7].example.startswith(f"{label}: e^{written} / (e^{written} + ")
    assert steps[7].example.endswith(f"= **{shares[label]:.5g}**")


def test_a_convolution_tells_nine_products_and_what_batch_normalisation_became() -> None:
    layers = LayerOutputs(MODEL_PATH.read_bytes()).answer(IMAGE)
    steps = steps_of(IMAGE, layers, PRESETS["robust"].model, CLASSES)
    first, second = [step for step in steps if step.title == "Convolution"][:2]
    assert first.example.count("·") == 9
    assert "the sum of 288 products is" in second.example
    assert "Batch normalisation" in first.words
    assert steps[-1].title == "Softmax"


@pytest.mark.parametrize("label", [2, 7])
def test_the_loss_is_that_of_the_recipe(label: int) -> None:
    layers, _ = dense_net()
    share = layers[-1].values[label].astype(float)
    entropy = loss_step(layers, "sparse_categorical_crossentropy", CLASSES, label)
    assert entropy.example.endswith(f"= **{-np.log(share):.2g}**")
    squares = (layers[-2].values - np.eye(10)[label]) ** 2
    assert loss_step(layers, "mean_squared_error", CLASSES, label).example == f"**{squares.mean():.2g}**"


def test_next_and_previous_go_through_the_steps_which_stand_in_the_address(
    home: Path, visitor: Visitor
) -> None:
    visitor.open("draw", run=keeping.with_hidden_layer(home).id, step="4").upload(keeping.picture())
    assert ":gray[Step 4 of 8]" in visitor.texts()
    visitor.press("Next")
    assert visitor.address["step"] == "5"
    assert any(text.startswith("ReLU :gray[3 → 3]") for text in visitor.texts())
    visitor.press("Previous").press("Previous")
    assert any(text.startswith("Flatten :gray[28 × 28 × 1 → 784]") for text in visitor.texts())


def test_the_last_step_asks_for_the_true_label(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", step="99").upload(keeping.picture())
    assert ":gray[Step 20 of 20]" in visitor.texts()
    assert not visitor.is_enabled("Next")
    answer = recognise(keeping.picture(), shipped_predictor())
    assert visitor.chosen("True label") == answer.digit
    visitor.choose("True label", 3)
    assert any(f"−ln({answer.probabilities[3]:.5g}) = " in text for text in visitor.texts())


@pytest.mark.parametrize("step", ["0", "x", "-1", "²"])
def test_a_step_that_there_is_not_is_the_first(home: Path, visitor: Visitor, step: str) -> None:
    visitor.open("draw", step=step).upload(keeping.picture())
    assert ":gray[Step 1 of 20]" in visitor.texts()
