"""A loop of gradient tapes by hand, in file order: `python -m benchmarks.plain.tape_mse [epochs]`."""

import sys
import time

import numpy as np

from benchmarks.plain.report import print_epoch
from core.data.mnist import PATH

import tensorflow as tf  # isort: skip

epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
lr = 0.001

with np.load(PATH) as data:
    x = tf.convert_to_tensor(data["x_train"], tf.float32) / 255
    y = tf.one_hot(data["y_train"], depth=10)
batches = tf.data.Dataset.from_tensor_slices((tf.reshape(x, [-1, 784]), y)).batch(128)

w1, b1 = tf.Variable(tf.random.truncated_normal([784, 256], stddev=0.1)), tf.Variable(tf.zeros([256]))
w2, b2 = tf.Variable(tf.random.truncated_normal([256, 128], stddev=0.1)), tf.Variable(tf.zeros([128]))
w3, b3 = tf.Variable(tf.random.truncated_normal([128, 10], stddev=0.1)), tf.Variable(tf.zeros([10]))
weights = [w1, b1, w2, b2, w3, b3]

for epoch in range(epochs):
    started = time.perf_counter()
    for step, (images, one_hot) in enumerate(batches):
        with tf.GradientTape() as tape:
            hidden = tf.nn.relu(images @ w1 + b1)
            hidden = tf.nn.relu(hidden @ w2 + b2)
            loss = tf.reduce_mean(tf.square(one_hot - (hidden @ w3 + b3)))
        for weight, gradient in zip(weights, tape.gradient(loss, weights), strict=True):
            weight.assign_sub(lr * gradient)
        if step % 100 == 0:
            print(f"epoch {epoch}, step {step}: loss {float(loss):.4f}", file=sys.stderr)
    print_epoch(epoch + 1, time.perf_counter() - started, loss=float(loss))
