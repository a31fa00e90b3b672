"""The model that is shipped: what its record says is true, and nothing else is taken for it."""

from pathlib import Path

import pytest
from scipy.stats import binomtest

from core.data.mnist import mnist
from core.models.presets import PRESETS
from core.models.shape import count_parameters
from core.recognition.recognition import recognise_pixels
from core.recognition.shipped import (
    MODEL_PATH,
    SHIPPED,
    ShippedModel,
    shipped_model,
    shipped_predictor,
)
from core.recognition.shipped_file import DamagedModelError
from core.runs.run import is_run_id
from tests.core.recognition.making import digits, photographed, sheet

LARGEST_BYTES = 3_000_000


@pytest.mark.parametrize("name", ["validation", "test"])
def test_the_scores_on_mnist_are_those_of_the_record(name: str) -> None:
    split, told = mnist().split(name), shipped_model().scores[name]
    right = shipped_predictor().probabilities(split.images).argmax(axis=1) == split.labels
    assert (int(right.sum()), len(right)) == (told.correct, told.n)


@pytest.mark.parametrize("name", ["validation", "test", "drawings"])
def test_the_intervals_are_wilsons_as_scipy_has_them(name: str) -> None:
    score = shipped_model().scores[name]
    expected = binomtest(score.correct, score.n).proportion_ci(0.95, method="wilson")
    assert (score.low, score.high) == pytest.approx((expected.low, expected.high))
    assert score.low < score.accuracy <= score.high <= 1


def test_it_is_the_preset_robust_as_it_stands_and_small() -> None:
    record, preset = shipped_model(), PRESETS["robust"]
    assert (record.preset, record.epochs) == (preset.id, preset.recipe.epochs)
    assert record.parameters == count_parameters(preset.model, 10)
    assert MODEL_PATH.stat().st_size <= LARGEST_BYTES


def test_it_reads_digits_on_paper_under_uneven_light() -> None:
    images, labels = digits()
    photographs = [photographed(sheet(image), seed=seed) for seed, image in enumerate(images)]
    predictor = shipped_predictor()
    answers = [recognise_pixels(photograph, predictor).digit for photograph in photographs]
    assert sum(answer == label for answer, label in zip(answers, labels, strict=True)) >= len(labels) - 1


def test_no_run_can_have_its_name() -> None:
    assert not is_run_id(SHIPPED)


def test_a_model_that_is_not_the_shipped_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (None, MODEL_PATH.read_bytes()[:-1]):
        path = tmp_path / "shipped.onnx"
        if content is not None:
            path.write_bytes(content)
        monkeypatch.setattr("core.recognition.shipped.MODEL_PATH", path)
        with pytest.raises(DamagedModelError, match=r"shipped\.onnx is missing or was changed; install"):
            shipped_predictor()


@pytest.mark.parametrize("content", [None, "", "{}", '{"title": "Shipped model", "more": 1}'])
def test_a_record_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "shipped.json").write_text(content)
    monkeypatch.setattr("core.recognition.shipped.RECORD_PATH", tmp_path / "shipped.json")
    shipped_model.cache_clear()
    with pytest.raises(DamagedModelError, match=r"shipped\.json is missing or was changed"):
        shipped_model()


def test_the_record_says_how_it_came_to_be() -> None:
    shipped_model.cache_clear()
    record = shipped_model()
    assert isinstance(record, ShippedModel)
    assert record.command == "python -m core.training"
    assert set(record.versions) == {"keras", "numpy", "tensorflow"}
