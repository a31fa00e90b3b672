"""A dense net with RMSprop on one-hot labels: `python -m benchmarks.plain.dense_rmsprop [epochs]`."""

import sys

import keras
import numpy as np

from benchmarks.plain.report import PrintEpochs
from core.data.mnist import PATH

epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 5

with np.load(PATH) as data:
    x_train, y_train, x_test, y_test = (data[name] for name in ("x_train", "y_train", "x_test", "y_test"))
x_train, x_test = x_train.astype("float32") / 255, x_test.astype("float32") / 255
y_train, y_test = keras.utils.to_categorical(y_train, 10), keras.utils.to_categorical(y_test, 10)

model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
rate = keras.optimizers.schedules.InverseTimeDecay(0.001, decay_steps=1, decay_rate=1e-5)
model.compile(
    optimizer=keras.optimizers.RMSprop(rate, rho=0.9, epsilon=1e-8),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x_train, y_train, epochs=epochs, batch_size=32, verbose=0, callbacks=[PrintEpochs()])
model.evaluate(x_test, y_test, verbose=0)
