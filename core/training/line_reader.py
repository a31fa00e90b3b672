"""Trains the shipped line reader anew: `python -m core.training.line_reader`.

It needs the package Hershey-Fonts, from whose letters it learns what is no digit. Same machine and same
versions: same weights.
"""

import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, Split
from core.data.mnist import mnist
from core.models.augmentation import Augmentation
from core.recognition.ctc import BLANK
from core.recognition.line_image import ROWS
from core.recognition.line_reader import MODEL_PATH, RECORD_PATH, LineReaderRecord, LinesRead
from core.recognition.shipped_file import sha256_of, write_record
from core.training.augmentation import augment
from core.training.digit_lines import DigitLines, LineComposer
from core.training.non_digits import FONTS, UNSEEN_FONTS

EPOCHS: Final = 12
LINES_OF_EPOCH: Final = 10_000
PASSES: Final = 2
"""How often each line is seen within its epoch; composing lines takes a third of a training's time."""
LINES_JUDGED: Final = 1_000
BATCH: Final = 32
LEARNING_RATE: Final = 0.003
AUGMENTATION: Final = Augmentation(
    rotation_degrees=12,
    shear=0.25,
    scale=0.15,
    elastic_pixels=0.5,
    thickness=0.5,
    gamma=0.45,
    contrast=0.3,
)
"""Of the single digits, before lines are composed of them."""
_PACKAGES: Final = ("hershey-fonts", "keras", "numpy", "tensorflow")
_AUGMENTED_AT_ONCE: Final = 5000


def build_line_reader(class_count: int) -> keras.Model:
    """The network: uint8 (n, 32, w, 1) to logits (n, w / 2, 1 + classes), whatever the width is."""
    line = keras.Input((ROWS, None, 1))
    found = _convolution(keras.layers.Rescaling(1 / 255)(line), 32, 5, strides=2)
    for filters in (32, 64):
        found = _convolution(_convolution(found, filters), filters)
        found = keras.layers.MaxPooling2D((2, 1))(found)
    found = _convolution(found, 96)
    found = _convolution(found, 96, (4, 1), "valid")  # all rows that are left
    found = _convolution(found, 96, (1, 7))
    found = keras.layers.Dropout(0.2)(found)
    found = keras.layers.Conv2D(1 + class_count, 1)(found)
    return keras.Model(line, keras.layers.Reshape((-1, 1 + class_count))(found))


def _convolution(
    before: keras.KerasTensor,
    filters: int,
    kernel: int | tuple[int, int] = 3,
    padding: str = "same",
    strides: int = 1,
) -> keras.KerasTensor:
    found = keras.layers.Conv2D(filters, kernel, strides, padding, use_bias=False)(before)
    return keras.layers.ReLU()(keras.layers.BatchNormalization()(found))


def train_line_reader(digits: Dataset, epochs: int, lines_of_epoch: int) -> keras.Model:
    """A line reader that has learned from lines of the split `train`, new ones in each epoch."""
    keras.utils.set_random_seed(0)
    model = build_line_reader(digits.class_count)
    steps = epochs * PASSES * -(-lines_of_epoch // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps - steps // 10, warmup_target=LEARNING_RATE, warmup_steps=steps // 10
    )
    optimizer = keras.optimizers.AdamW(rate, weight_decay=0.05, clipnorm=5.0)
    model.compile(optimizer, loss=keras.losses.CTC())
    held_out = _lines(digits.split("validation"), LINES_JUDGED, FONTS, seed=1)
    for epoch in range(epochs):
        split = _augmented(digits.split("train"), epoch)
        lines = _lines(split, lines_of_epoch, FONTS, seed=(2, epoch))
        fitted = model.fit(
            lines.images[..., np.newaxis], lines.labels, batch_size=BATCH, epochs=PASSES, verbose=0
        )
        told = {"epoch": epoch + 1, "loss": fitted.history["loss"][-1], "lines": _read(model, held_out).right}
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()
    return model


def _augmented(split: Split, epoch: int) -> Split:
    """Every second digit, the others in the next epoch, each changed at random."""
    digits = split.images[epoch % 2 :: 2, ..., np.newaxis]
    parts = [
        augment(digits[start : start + _AUGMENTED_AT_ONCE], AUGMENTATION, np.array([epoch, start], np.int64))
        for start in range(0, len(digits), _AUGMENTED_AT_ONCE)
    ]
    images = np.concatenate([np.asarray(part)[..., 0] for part in parts])
    return Split(split.name, images, split.labels[epoch % 2 :: 2], split.index[epoch % 2 :: 2])


def _lines(split: Split, count: int, fonts: tuple[str, ...], seed: Any) -> DigitLines:
    return LineComposer(split, fonts, np.random.default_rng(seed)).lines(count)


def _read(model: keras.Model, lines: DigitLines) -> LinesRead:
    """How many lines the most probable label of each step says."""
    best = model.predict(lines.images[..., np.newaxis], batch_size=100, verbose=0).argmax(axis=-1)
    said = (_merged(steps) for steps in best)
    right = sum(
        np.array_equal(found, truth[truth != BLANK]) for found, truth in zip(said, lines.labels, strict=True)
    )
    return LinesRead(right=right, n=len(lines.labels))


def _merged(steps: NDArray[np.int64]) -> NDArray[np.int64]:
    """The labels of a path, without blanks and repetitions."""
    is_new = np.append(True, steps[1:] != steps[:-1])
    return np.asarray(steps[is_new & (steps != BLANK)])


def _to_onnx(model: keras.Model) -> bytes:
    """The ONNX file of a model, with probabilities in place of logits."""
    exported = keras.Model(model.input, keras.layers.Softmax()(model.output))
    exported(np.zeros((1, ROWS, ROWS, 1), np.float32))  # Keras exports no model that was never called
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.onnx")
        exported.export(path, format="onnx", verbose=False)
        return path.read_bytes()


def _main() -> None:
    model = train_line_reader(mnist(), EPOCHS, LINES_OF_EPOCH)
    content = _to_onnx(model)
    record = LineReaderRecord(
        command="python -m core.training.line_reader",
        created=datetime.now(UTC).date().isoformat(),
        parameters=model.count_params(),
        sha256=sha256_of(content),
        versions={name: version(name) for name in _PACKAGES},
        lines={
            name: _read(model, _lines(mnist().split(name), LINES_JUDGED, fonts, seed=1))
            for name, fonts in (("validation", FONTS), ("test", UNSEEN_FONTS))
        },
    )
    MODEL_PATH.write_bytes(content)
    write_record(RECORD_PATH, record)
    sys.stdout.write(record.model_dump_json(indent=2) + "\n")


if __name__ == "__main__":
    _main()
