"""The shipped line reader: its files, its record, and what it reads without cuts."""

from pathlib import Path

import numpy as np
import pytest

from core.data.mnist import mnist
from core.recognition.ctc import likely_strings
from core.recognition.line_image import MARGIN, ROWS, LineImage, line_image
from core.recognition.line_reader import COLUMNS_PER_STEP, MODEL_PATH, line_reader, line_reader_record
from core.recognition.shipped_file import DamagedModelError, sha256_of
from core.training.digit_lines import LineComposer
from core.training.non_digits import FONTS


def test_the_record_is_of_this_file() -> None:
    assert line_reader_record().sha256 == sha256_of(MODEL_PATH.read_bytes())
    assert MODEL_PATH.stat().st_size < 1_500_000


def test_it_reads_as_many_composed_lines_as_the_record_tells() -> None:
    lines = LineComposer(mnist().split("validation"), FONTS, np.random.default_rng(5)).lines(300)
    right = 0
    for image, labels in zip(lines.images, lines.labels, strict=True):
        told = line_reader().log_probabilities(LineImage(image, 1, 0, ROWS))
        right += likely_strings(told, 1) == [tuple(int(label) - 1 for label in labels if label)]
    of_record = line_reader_record().lines["validation"]
    assert right / 300 == pytest.approx(of_record.right / of_record.n, abs=0.06)


def test_there_is_a_step_for_every_two_columns() -> None:
    line = LineImage(np.zeros((ROWS, 300), np.uint8), 1, 0, ROWS)
    told = line_reader().log_probabilities(line)
    assert told.shape == (300 / COLUMNS_PER_STEP, 11)
    np.testing.assert_allclose(np.exp(told).sum(axis=1), 1, atol=1e-5)
    assert likely_strings(told, 1) == [()]


def test_a_line_is_scaled_by_its_digits_and_its_columns_are_found_again() -> None:
    ink = np.zeros((88, 300), np.float32)
    ink[:, 100:110] = 1
    line = line_image(ink, ink > 0, height=88, left=40)
    columns = np.flatnonzero(line.image.max(axis=0) > 128)
    assert line.image.shape == (ROWS, round(300 / 4) + 2 * MARGIN)
    assert line.column(float(columns[0])) == pytest.approx(140, abs=4)
    assert line.column(float(columns[-1] + 1)) == pytest.approx(150, abs=4)


def test_a_line_whose_digits_stand_high_and_low_is_made_to_fit() -> None:
    ink = np.zeros((200, 100), np.float32)
    ink[:50, :10] = ink[150:, 90:] = 1
    line = line_image(ink, ink > 0, height=50)
    assert line.scale == ROWS / 200
    assert line.image[0].any()
    assert line.image[-1].any()


def test_a_line_reader_that_is_not_the_shipped_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "line_reader.onnx").write_bytes(MODEL_PATH.read_bytes()[:-1])
    monkeypatch.setattr("core.recognition.line_reader.MODEL_PATH", tmp_path / "line_reader.onnx")
    line_reader.cache_clear()
    with pytest.raises(DamagedModelError, match=r"line_reader\.onnx is missing or was changed"):
        line_reader()
