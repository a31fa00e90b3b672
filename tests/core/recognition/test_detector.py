"""The shipped detector: its files, its record, and what it takes for a digit."""

from pathlib import Path

import pytest

from core.data.mnist import mnist
from core.recognition.detector import MODEL_PATH, detector_record, digit_detector
from core.recognition.shipped_file import DamagedModelError, sha256_of
from core.training.non_digits import UNSEEN_FONTS, non_digits


def test_the_record_is_of_this_file() -> None:
    assert detector_record().sha256 == sha256_of(MODEL_PATH.read_bytes())
    assert MODEL_PATH.stat().st_size < 400_000


def test_the_threshold_takes_the_share_of_validation_that_it_is_made_for() -> None:
    detector = digit_detector()
    taken = detector.probabilities(mnist().split("validation").images) >= detector.threshold
    assert taken.mean() == pytest.approx(0.995, abs=0.001)


def test_the_record_tells_how_many_digits_of_test_are_taken() -> None:
    detector, rate = digit_detector(), detector_record().rates["digits of MNIST test"]
    taken = int((detector.probabilities(mnist().split("test").images) >= detector.threshold).sum())
    assert abs(taken - rate.taken) <= 2  # another processor rounds in another way
    assert rate.n == 10_000


@pytest.mark.parametrize("kind", ["digits side by side", "letters and signs", "scribbles"])
def test_what_shows_no_single_digit_is_refused_as_often_as_the_record_tells(kind: str) -> None:
    record, detector = detector_record(), digit_detector()
    images = non_digits(mnist().split("test"), 300, UNSEEN_FONTS, seed=7, kinds=(kind,))
    rate = next(rate for name, rate in record.rates.items() if name.startswith(kind))
    taken = float((detector.probabilities(images) >= detector.threshold).mean())
    assert taken == pytest.approx(rate.taken / rate.n, abs=0.05)


def test_a_detector_that_is_not_the_shipped_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "detector.onnx").write_bytes(MODEL_PATH.read_bytes()[:-1])
    monkeypatch.setattr("core.recognition.detector.MODEL_PATH", tmp_path / "detector.onnx")
    digit_detector.cache_clear()
    with pytest.raises(DamagedModelError, match=r"detector\.onnx is missing or was changed"):
        digit_detector()
