"""The presets of the four tutorials that this project grew from."""

from typing import Final

from core.models.preset import Preset, PublishedFigure
from core.models.recipe import SGD, Adam, Recipe, RMSprop
from core.models.spec import Conv2D, Dense, Flatten, MaxPooling2D, ModelSpec

_DENSE_SOFTMAX = ModelSpec(
    layers=(Flatten(), Dense(units=128, activation="relu"), Dense(units=10, activation="softmax")),
    output="probabilities",
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

TUTORIALS: Final = (_DENSE_RMSPROP, _CNN_ADAM, _TAPE_MSE, _DENSE_ADAM)
