"""A dense net with Adam, validated on test: `python -m benchmarks.plain.dense_adam [epochs]`."""

import sys

import keras
import numpy as np

from benchmarks.plain.report import PrintEpochs
from core.data.mnist import PATH

epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 10

with np.load(PATH) as data:
    x_train, y_train, x_test, y_test = (data[name] for name in ("x_train", "y_train", "x_test", "y_test"))
x_train, x_test = x_train / 255.0, x_test / 255.0

model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(
    x_train, y_train, epochs=epochs, validation_data=(x_test, y_test), verbose=0, callbacks=[PrintEpochs()]
)
