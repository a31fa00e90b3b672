"""Trains the shipped model anew: `python -m core.training [DRAWINGS.npz]`.

DRAWINGS.npz holds `images` uint8 (n, h, w), dark on light, and `labels` uint8 (n,); the record then tells how
many of them the model reads. Same machine and same versions: same weights.
"""

import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.mnist import mnist
from core.evaluation.confusion import evaluate
from core.models.preset import Preset
from core.models.presets import PRESETS
from core.models.shape import count_parameters
from core.recognition.predictor import Predictor
from core.recognition.preparation import prepare
from core.recognition.shipped import MODEL_PATH, RECORD_PATH, Score, ShippedModel
from core.recognition.shipped_file import sha256_of, write_record
from core.runs.draft import draft_of
from core.training.terminal import TerminalListener
from core.training.train import train

_PACKAGES = ("keras", "numpy", "tensorflow")


def _score(truth: NDArray[np.uint8], probabilities: NDArray[np.float32]) -> Score:
    found = evaluate(truth, probabilities)
    low, high = found.interval.low, min(found.interval.high, 1.0)  # rounding may lead beyond 1
    return Score(correct=found.correct, n=found.n, low=low, high=high)


def _scores(model: bytes, drawings: Path | None) -> dict[str, Score]:
    predictor = Predictor(model)
    splits = {name: mnist().split(name) for name in ("validation", "test")}
    scores = {
        name: _score(split.labels, predictor.probabilities(split.images)) for name, split in splits.items()
    }
    if drawings is not None:
        with np.load(drawings, allow_pickle=False) as arrays:
            prepared = np.stack([prepare(image).image for image in arrays["images"]])
            scores["drawings"] = _score(arrays["labels"], predictor.probabilities(prepared))
    return scores


def _ship(preset: Preset, model: bytes, drawings: Path | None) -> ShippedModel:
    """Writes the model and its record to their places."""
    record = ShippedModel(
        title="Shipped model",
        preset=preset.id,
        command="python -m core.training",
        created=datetime.now(UTC).date().isoformat(),
        epochs=preset.recipe.epochs,
        parameters=count_parameters(preset.model, mnist().class_count),
        sha256=sha256_of(model),
        versions={name: version(name) for name in _PACKAGES},
        scores=_scores(model, drawings),
    )
    MODEL_PATH.write_bytes(model)
    write_record(RECORD_PATH, record)
    return record


def _main() -> None:
    preset = PRESETS["robust"]
    drawings = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    manifest = draft_of(preset).manifest(person="", created=datetime.now(UTC), versions={})
    outcome = train(manifest, mnist(), TerminalListener())
    sys.stdout.write(_ship(preset, outcome.onnx, drawings).model_dump_json(indent=2) + "\n")


if __name__ == "__main__":
    _main()
