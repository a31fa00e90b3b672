"""The presets: the four tutorials that this project grew from, a quick net and a robust one."""

from typing import Literal

from core.models.augmentation import Augmentation
from core.models.recipe import SGD, Adam, AdamW, Recipe, RMSprop
from core.models.spec import (
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
    ModelSpec,
    ReLU,
    Spec,
)
from core.names import WishError

PresetId = Literal[
    "quick",
    "robust",
    "tutorial-dense-rmsprop",
    "tutorial-cnn-adam",
    "tutorial-tape-mse",
    "tutorial-dense-adam",
]


class PublishedFigure(Spec):
    """A figure that the tutorial printed: of one epoch (counted from 1), or of one step in it (from 0)."""

    metric: Literal["loss", "val_accuracy"]
    epoch: int
    step: int | None = None
    value: float


class Preset(Spec):
    """A model and a recipe with a name; `published` is what the tutorial's own run printed."""

    id: PresetId
    title: str
    summary: str
    model: ModelSpec
    recipe: Recipe
    published: tuple[PublishedFigure, ...] = ()


DEFAULT_PRESET: PresetId = "quick"

_DENSE_SOFTMAX = ModelSpec(
    layers=(Flatten(), Dense(units=128, activation="relu"), Dense(units=10, activation="softmax")),
    output="probabilities",
)

_QUICK = Preset(
    id="quick",
    title="Quick net",
    summary="A small convolutional net that reaches 99% validation accuracy in a single epoch.",
    model=ModelSpec(
        layers=(
            # Pooling by 3 right after the first layer is what makes the net quick.
            Conv2D(filters=16, kernel_size=5, activation="relu"),
            MaxPooling2D(pool_size=3),
            Conv2D(filters=64, padding="same", activation="relu"),
            MaxPooling2D(),
            Flatten(),
            # Normalising here costs next to nothing; behind the convolutions it takes longer than it saves.
            Dense(units=128),
            BatchNormalization(),
            ReLU(),
            Dense(units=10),
        ),
        output="logits",
    ),
    recipe=Recipe(
        training="train",
        validation="validation",
        loss="sparse_categorical_crossentropy",
        # The rate rises and falls within the single epoch, so that the weights have settled at its end.
        optimizer=AdamW(learning_rate=0.006, weight_decay=0.01, schedule="cosine", warmup=0.15),
        batch_size=64,
        epochs=1,
        used_epoch="best",
    ),
)


def normalised_convolution(filters: int) -> tuple[Layer, ...]:
    """A convolution of 3 x 3 that keeps the side, with batch normalisation in place of a bias, and ReLU."""
    return (Conv2D(filters=filters, padding="same", use_bias=False), BatchNormalization(), ReLU())


_ROBUST = Preset(
    id="robust",
    title="Robust net",
    summary="Six convolutions for other people's handwriting; the training images are changed at random.",
    model=ModelSpec(
        layers=(
            *normalised_convolution(32),
            *normalised_convolution(32),
            MaxPooling2D(),
            *normalised_convolution(64),
            *normalised_convolution(64),
            MaxPooling2D(),
            *normalised_convolution(96),
            *normalised_convolution(96),
            GlobalAveragePooling2D(),
            Dense(units=10),
        ),
        output="logits",
    ),
    recipe=Recipe(
        training="train",
        validation="validation",
        loss="sparse_categorical_crossentropy",
        optimizer=AdamW(learning_rate=0.003, weight_decay=0.05, schedule="cosine", warmup=0.1),
        augmentation=Augmentation(
            rotation_degrees=17,
            shear=0.3,
            scale=0.18,
            shift_pixels=2.5,
            elastic_pixels=0.5,
            thickness=0.5,
            gamma=0.45,
            contrast=0.3,
            occlusion=0.15,
        ),
        batch_size=64,
        epochs=10,
    ),
)

_DENSE_RMSPROP = Preset(
    id="tutorial-dense-rmsprop",
    title="Tutorial: dense net, RMSprop",
    summary="One hidden layer of 128 units, trained with RMSprop on one-hot labels.",
    model=_DENSE_SOFTMAX,
    recipe=Recipe(
        training="train+validation",
        validation=None,
        loss="categorical_crossentropy",
        optimizer=RMSprop(learning_rate=0.001, rho=0.9, epsilon=1e-8, decay=1e-5),
        batch_size=32,
        epochs=5,
    ),
)

_CNN_ADAM = Preset(
    id="tutorial-cnn-adam",
    title="Tutorial: convolutional net, Adam",
    summary="Two convolutions and a hidden layer of 64 units, trained with Adam.",
    model=ModelSpec(
        layers=(
            Conv2D(filters=32, activation="relu"),
            MaxPooling2D(),
            Conv2D(filters=64, activation="relu"),
            MaxPooling2D(),
            Flatten(),
            Dense(units=64, activation="relu"),
            Dense(units=10),
        ),
        output="logits",
    ),
    recipe=Recipe(
        training="train+validation",
        validation="test",
        loss="sparse_categorical_crossentropy",
        optimizer=Adam(learning_rate=0.001),
        batch_size=32,
        epochs=10,
    ),
    published=(
        PublishedFigure(metric="val_accuracy", epoch=1, value=0.9806),
        PublishedFigure(metric="val_accuracy", epoch=10, value=0.9905),
    ),
)

_TAPE_MSE = Preset(
    id="tutorial-tape-mse",
    title="Tutorial: gradient tape, MSE",
    summary="A raw GradientTape loop: 784-256-128-10 by gradient descent on squared errors, in file order.",
    model=ModelSpec(
        layers=(
            Flatten(),
            Dense(units=256, activation="relu", initial_sd=0.1),
            Dense(units=128, activation="relu", initial_sd=0.1),
            Dense(units=10, initial_sd=0.1),
        ),
        output="scores",
    ),
    recipe=Recipe(
        training="train+validation",
        validation=None,
        loss="mean_squared_error",
        optimizer=SGD(learning_rate=0.001),
        loop="gradient_tape",
        shuffle=False,
        batch_size=128,
        epochs=10,
    ),
    published=(
        PublishedFigure(metric="loss", epoch=1, step=0, value=0.537),
        PublishedFigure(metric="loss", epoch=1, step=400, value=0.173),
        PublishedFigure(metric="loss", epoch=10, step=400, value=0.0874),
    ),
)

_DENSE_ADAM = Preset(
    id="tutorial-dense-adam",
    title="Tutorial: dense net, Adam",
    summary="One hidden layer of 128 units, trained with Adam.",
    model=_DENSE_SOFTMAX,
    recipe=Recipe(
        training="train+validation",
        validation="test",
        loss="sparse_categorical_crossentropy",
        optimizer=Adam(learning_rate=0.001),
        batch_size=32,
        epochs=10,
    ),
    published=(
        PublishedFigure(metric="val_accuracy", epoch=1, value=0.9584),
        PublishedFigure(metric="val_accuracy", epoch=10, value=0.9789),
    ),
)

PRESETS: dict[str, Preset] = {
    preset.id: preset for preset in (_QUICK, _ROBUST, _DENSE_RMSPROP, _CNN_ADAM, _TAPE_MSE, _DENSE_ADAM)
}


def find_preset(preset_id: str) -> Preset:
    """The preset with this id.

    Raises:
        WishError: If there is none.
    """
    if preset_id not in PRESETS:
        raise WishError(
            "There is no preset {preset}; choose one of {known}.",
            preset=repr(preset_id[:40]), known=", ".join(PRESETS),
        )  # fmt: skip
    return PRESETS[preset_id]
