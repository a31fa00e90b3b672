"""Trains the shipped detector anew: `python -m core.training.detector [DRAWINGS.npz]`.

DRAWINGS.npz holds `images` uint8 (n, h, w) of digits, dark on light; the record then tells of them, too.

It needs the package Hershey-Fonts, from whose letters it learns what is no digit. Same machine and same
versions: same weights.
"""

import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.mnist import mnist
from core.models.augmentation import Augmentation
from core.models.presets import normalised_convolution
from core.models.recipe import AdamW, Recipe
from core.models.shape import count_parameters
from core.models.spec import Dense, GlobalAveragePooling2D, MaxPooling2D, ModelSpec
from core.recognition.detector import MODEL_PATH, RECORD_PATH, DetectorRecord, DigitDetector, Rate
from core.recognition.preparation import prepare
from core.recognition.shipped_file import sha256_of, write_record
from core.runs.manifest import Manifest
from core.runs.origin import PresetOrigin
from core.training.non_digits import CLASSES, KINDS, UNSEEN_FONTS, detection_dataset, non_digits
from core.training.terminal import TerminalListener
from core.training.train import train

DIGITS_TAKEN: Final = 0.995
"""The share of `validation` that the threshold takes for digits."""
JUDGED_OF_KIND: Final = 2000
_PACKAGES: Final = ("hershey-fonts", "keras", "numpy", "tensorflow")


MODEL: Final = ModelSpec(
    layers=(
        *normalised_convolution(16),
        MaxPooling2D(),
        *normalised_convolution(32),
        *normalised_convolution(32),
        MaxPooling2D(),
        *normalised_convolution(64),
        *normalised_convolution(64),
        GlobalAveragePooling2D(),
        Dense(units=len(CLASSES)),
    ),
    output="logits",
)

RECIPE: Final = Recipe(
    training="train",
    validation="validation",
    loss="sparse_categorical_crossentropy",
    optimizer=AdamW(learning_rate=0.003, weight_decay=0.05, schedule="cosine", warmup=0.1),
    augmentation=Augmentation(
        rotation_degrees=10, shear=0.2, scale=0.1, shift_pixels=1, thickness=0.5, gamma=0.45, contrast=0.3
    ),
    batch_size=128,
    epochs=4,
)


def _rates(detector: DigitDetector, images: dict[str, NDArray[np.uint8]]) -> dict[str, Rate]:
    return {
        name: Rate(taken=int((detector.probabilities(each) >= detector.threshold).sum()), n=len(each))
        for name, each in images.items()
    }


def _judged(drawings: Path | None) -> dict[str, NDArray[np.uint8]]:
    """The sets of images that the record tells of, by name."""
    test = mnist().split("test")
    images = {"digits of MNIST test": test.images}
    for kind in KINDS:
        images[kind] = non_digits(test, JUDGED_OF_KIND, UNSEEN_FONTS, seed=99, kinds=(kind,))
    if drawings is not None:
        with np.load(drawings, allow_pickle=False) as arrays:
            images["drawn digits"] = np.stack([prepare(image).image for image in arrays["images"]])
    return images


def _main() -> None:
    dataset = detection_dataset(mnist())
    manifest = Manifest(
        origin=PresetOrigin(preset="digit-detector"),
        model=MODEL,
        recipe=RECIPE,
        person="",
        created=datetime.now(UTC),
        versions={},
    )
    model = train(manifest, dataset, TerminalListener()).onnx
    of_digits = DigitDetector(model, 0).probabilities(mnist().split("validation").images)
    threshold = float(np.quantile(of_digits, 1 - DIGITS_TAKEN))
    record = DetectorRecord(
        command="python -m core.training.detector",
        created=datetime.now(UTC).date().isoformat(),
        parameters=count_parameters(MODEL, len(CLASSES)),
        sha256=sha256_of(model),
        versions={name: version(name) for name in _PACKAGES},
        threshold=threshold,
        rates=_rates(
            DigitDetector(model, threshold), _judged(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
        ),
    )
    MODEL_PATH.write_bytes(model)
    write_record(RECORD_PATH, record)
    sys.stdout.write(record.model_dump_json(indent=2) + "\n")


if __name__ == "__main__":
    _main()
