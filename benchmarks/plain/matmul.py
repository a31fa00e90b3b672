"""How fast TensorFlow multiplies large matrices: `python -m benchmarks.plain.matmul` prints FLOP a second."""

import time

import tensorflow as tf

SIDE = 2048
TIMES = 40

matrix = tf.random.normal((SIDE, SIDE))
best = float("inf")
for _ in range(TIMES):
    start = time.perf_counter()
    tf.linalg.matmul(matrix, matrix).numpy()
    best = min(best, time.perf_counter() - start)
print(2 * SIDE**3 / best)
