"""The command that trains the shipped model anew, on a small data set and for one epoch."""

import sys
from pathlib import Path

import numpy as np
import pytest

from core.models.presets import PRESETS
from core.recognition import shipped
from core.recognition.shipped import shipped_model, shipped_predictor
from core.training import __main__ as shipping
from core.training.train import train
from tests.core.recognition.making import digits, enlarged
from tests.core.training.recording import SMALL_MNIST, Recording, manifest

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command writes to and the shipped model is read from."""
    robust = PRESETS["robust"]
    short = robust.model_copy(update={"recipe": robust.recipe.model_copy(update={"epochs": 1})})
    monkeypatch.setattr(shipping, "PRESETS", {"robust": short})
    monkeypatch.setattr(shipping, "mnist", lambda: SMALL_MNIST)
    for module in (shipping, shipped):
        monkeypatch.setattr(module, "MODEL_PATH", tmp_path / "shipped.onnx")
        monkeypatch.setattr(module, "RECORD_PATH", tmp_path / "shipped.json")
    shipped_model.cache_clear()
    return tmp_path


def test_what_is_shipped_is_a_run_of_the_preset_with_its_scores(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, labels = digits(per_digit=2)
    drawings = np.stack([255 - enlarged(image, 56) for image in images])
    np.savez(folder / "drawings.npz", images=drawings, labels=labels)
    monkeypatch.setattr(sys, "argv", ["core.training", str(folder / "drawings.npz")])
    shipping._main()
    record, predictor = shipped_model(), shipped_predictor()
    shipped_model.cache_clear()
    trained = train(manifest("robust", epochs=1), SMALL_MNIST, Recording())
    for name, probabilities in trained.evaluation.items():
        split = SMALL_MNIST.split(name)
        np.testing.assert_allclose(predictor.probabilities(split.images), probabilities, atol=1e-4)
        right = (probabilities.argmax(axis=1) == split.labels).sum()
        assert (record.scores[name].correct, record.scores[name].n) == (right, len(split.labels))
    assert record.scores["drawings"].n == 20
    assert (record.preset, record.epochs) == ("robust", 1)
