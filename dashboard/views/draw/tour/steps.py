"""A picture's way through a model: steps with words, shapes and real numbers, for beginners; no Streamlit."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.models.recipe import Loss
from core.models.spec import BatchNormalization, Conv2D, Dense, Dropout, ModelSpec
from core.recognition.layer_outputs import Kind, LayerOutput
from core.recognition.worked_example import cross_entropy, squared_error
from dashboard.views.draw.network.layer_words import shape_text
from dashboard.views.draw.tour.examples import example_text

EXCERPT: Final = 7
"""Rows and columns of the picture whose numbers are shown."""


@dataclass(frozen=True, eq=False)
class Step:
    """One step of the way.

    Attributes:
        title: The term for what happens.
        shape: Of the array before and after.
        words: What happens and why, in a sentence or two.
        example: One number of this very picture, worked out; empty where nothing is computed.
        values: What comes out, float32 (rows, columns, channels) or (units,), where there is much to see.
        table: Numbers to be shown one by one, (rows, columns), or None.
        is_of_classes: Whether each value belongs to a class.
    """

    title: str
    shape: str
    words: str
    example: str = ""
    values: NDArray[np.float32] | None = None
    table: NDArray[np.float32] | None = None
    is_of_classes: bool = False


_WORDS: Final[Mapping[Kind, tuple[str, str]]] = {
    "scaling": (
        "Normalise",
        "Each value is divided by 255, so that all lie between 0 and 1: a net learns more steadily from small"
        " numbers. The last axis counts channels; a grey picture has one.",
    ),
    "convolution": (
        "Convolution",
        "A filter is a small table of weights that slides over the picture. At each place it is multiplied by"
        " the values below it, one by one; their sum plus the filter's bias is one value of the output.",
    ),
    "relu": (
        "ReLU",
        "Negative values become 0, all others stay. Without such a bend between them, many layers could"
        " compute no more than a single one.",
    ),
    "max_pooling": (
        "Max pooling",
        "Of each square of values only the largest is kept. That leaves fewer values to compute with, and a"
        " small shift of the digit changes little.",
    ),
    "average_pooling": ("Average pooling", "Each channel becomes one number, the mean of its values."),
    "flatten": (
        "Flatten",
        "The values are put into one row, for that is what a dense layer takes. Nothing is computed.",
    ),
    "dense": (
        "Dense",
        "Each unit has a weight for every input. It multiplies, adds up, and adds its bias: `x @ W + b`, with"
        " the inputs `x`, the weights `W` and the biases `b` of all units.",
    ),
    "softmax": (
        "Softmax",
        "e to the power of each logit, divided by the sum of all of these: every class gets a probability"
        " between 0 and 1, and they sum to 1.",
    ),
    "shares": (
        "Probabilities",
        "This model was trained to answer 1 for the true class and 0 for the others. Its scores become"
        " probabilities when each score above 0 is divided by their sum.",
    ),
}

_LOGITS: Final = (
    " These last values, one for each class, are the logits: the larger, the more the model is for it."
)
_SCORES: Final = " These last values, one for each class, are its scores."
_NORMALISED: Final = (
    " Batch normalisation, which keeps values at about the same size in training, is part of these weights."
)


def steps_of(
    image: NDArray[np.uint8], layers: Sequence[LayerOutput], spec: ModelSpec, classes: Sequence[str]
) -> list[Step]:
    """The steps from the pixels to the probabilities; `loss_step` is the last one.

    Args:
        image: uint8 (28, 28), what the model is shown.
        layers: What each layer answers for it.
        spec: The model, for what is in force in training alone.
        classes: The names of the classes.
    """
    steps = [_pixels(image), _normalise(image, layers[0])]
    dropouts, weighted = _dropouts(spec), 0
    for before, layer in itertools.pairwise(layers):
        if layer.kind in ("convolution", "dense"):
            if weighted in dropouts:
                steps.append(_dropout(dropouts[weighted], before))
            weighted += 1
        steps.append(_step(before, layer, spec, classes, is_last=layer is layers[-1] or layer is layers[-2]))
    return steps


def loss_step(layers: Sequence[LayerOutput], loss: Loss, classes: Sequence[str], label: int) -> Step:
    """How wrong the answer is if the picture shows a class, by the loss that the model was trained with.

    Args:
        layers: What each layer answers for the picture.
        loss: The loss.
        classes: The names of the classes.
        label: The class that it shows.
    """
    shape = f"{len(classes)} → one number"
    if loss == "mean_squared_error":
        words = (
            "Mean squared error: the mean over the classes of (score − target)², the target being 1 for the"
            " true label and 0 for the others. Training changes weights and biases so that the mean loss of"
            " many images falls."
        )
        return Step("Loss", shape, words, f"**{squared_error(layers[-2].values, label):.2g}**")
    share = float(layers[-1].values[label])
    words = (
        "Cross-entropy: −ln of the probability of the true label. It is 0 for a right and certain answer and"
        " grows the less probable the truth seems. Training changes weights and biases so that the mean loss"
        " of many images falls."
    )
    return Step("Loss", shape, words, f"−ln({share:.5g}) = **{cross_entropy(layers[-1].values, label):.2g}**")


def _pixels(image: NDArray[np.uint8]) -> Step:
    row, column = _excerpt_corner(image)
    words = (
        "A grey picture is a table of whole numbers, one for each pixel: 0 is background and 255 is full ink."
        f" Here are rows {row + 1} to {row + EXCERPT}, columns {column + 1} to {column + EXCERPT}."
    )
    table = image[row : row + EXCERPT, column : column + EXCERPT].astype(np.float32)
    return Step("The picture as numbers", "28 × 28, uint8", words, "", _shares(image)[..., np.newaxis], table)


def _excerpt_corner(image: NDArray[np.uint8]) -> tuple[int, int]:
    """Where the square with the most ink begins."""
    sums = np.lib.stride_tricks.sliding_window_view(image, (EXCERPT, EXCERPT)).sum((2, 3), dtype=np.int64)
    row, column = np.unravel_index(int(sums.argmax()), sums.shape)
    return int(row), int(column)


def _normalise(image: NDArray[np.uint8], layer: LayerOutput) -> Step:
    row, column = _excerpt_corner(image)
    square = image[row : row + EXCERPT, column : column + EXCERPT]
    value = int(np.sort(square.ravel())[square.size // 2])
    title, words = _WORDS["scaling"]
    example = f"{value} / 255 = **{value / 255:.3f}**"
    return Step(title, "28 × 28 × 1, float32", words, example, table=_shares(square))


def _shares(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    return image.astype(np.float32) / np.float32(255)


def _dropouts(spec: ModelSpec) -> dict[int, float]:
    """The rate of each dropout, by how many layers with weights stand before it."""
    found, weighted = {}, 0
    for layer in spec.layers:
        weighted += isinstance(layer, Conv2D | Dense)
        if isinstance(layer, Dropout):
            found[weighted] = layer.rate
    return found


def _dropout(rate: float, before: LayerOutput) -> Step:
    words = (
        f"In training, a random {rate:.0%} of these values are set to 0 each time, and the others scaled"
        " up, so that no unit relies on a single other one. To predict, nothing is dropped."
    )
    return Step("Dropout", shape_text(before.values), words)


def _step(
    before: LayerOutput, layer: LayerOutput, spec: ModelSpec, classes: Sequence[str], *, is_last: bool
) -> Step:
    title, words = _WORDS[layer.kind]
    if layer.kind == "dense" and is_last:
        words += _SCORES if spec.output == "scores" else _LOGITS
    if layer.kind in ("convolution", "dense") and _is_normalised(layer, spec):
        words += _NORMALISED
    shape = f"{shape_text(before.values)} → {shape_text(layer.values)}"
    if layer.kind == "dense" and layer.weights is not None:
        inputs, units = layer.weights.shape
        shape = f"({inputs}) @ ({inputs} × {units}) + ({units}) → ({units})"
    values = None if layer.kind == "flatten" else layer.values
    return Step(
        title, shape, words, example_text(before, layer, classes, is_last), values, is_of_classes=is_last
    )


def _is_normalised(layer: LayerOutput, spec: ModelSpec) -> bool:
    kind = Conv2D if layer.kind == "convolution" else Dense
    pairs = itertools.pairwise(spec.layers)
    return any(isinstance(one, kind) and isinstance(other, BatchNormalization) for one, other in pairs)
