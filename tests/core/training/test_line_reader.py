"""The command that trains the line reader anew, on a small data set, and the lines that it composes."""

import functools
from pathlib import Path

import numpy as np
import pytest

from core.data.mnist import mnist
from core.recognition import line_reader as shipped
from core.recognition.line_reader import line_reader, line_reader_record
from core.recognition.shipped_file import sha256_of
from core.training.digit_lines import COLUMNS, DigitLines, LineComposer
from core.training.non_digits import FONTS
from tests.core.training.recording import SMALL_MNIST


@functools.cache
def lines(seed: int) -> DigitLines:
    return LineComposer(mnist().split("validation"), FONTS, np.random.default_rng(seed)).lines(200)


def test_the_same_seed_gives_the_same_lines() -> None:
    again = LineComposer(mnist().split("validation"), FONTS, np.random.default_rng(0)).lines(200)
    np.testing.assert_array_equal(again.images, lines(0).images)
    np.testing.assert_array_equal(again.labels, lines(0).labels)
    assert (lines(0).images != lines(1).images).any()


def test_lines_have_labels_from_the_left_and_ink_for_them() -> None:
    images, labels = lines(0).images, lines(0).labels
    assert images.shape == (200, 32, COLUMNS)
    said = (labels > 0).sum(axis=1)
    assert set(said.tolist()) >= {1, 2, 3, 4, 5, 6}
    assert all((row[:count] > 0).all() for row, count in zip(labels, said.tolist(), strict=True))
    assert labels.max() == 10
    ink = images.astype(float).sum(axis=(1, 2))
    assert np.corrcoef(ink, said)[0, 1] > 0.6


@pytest.mark.tensorflow
def test_the_command_ships_a_line_reader_and_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.training import line_reader as command

    for module in (command, shipped):
        monkeypatch.setattr(module, "MODEL_PATH", tmp_path / "line_reader.onnx")
        monkeypatch.setattr(module, "RECORD_PATH", tmp_path / "line_reader.json")
    for name, value in (("EPOCHS", 1), ("LINES_OF_EPOCH", 64), ("LINES_JUDGED", 20)):
        monkeypatch.setattr(command, name, value)
    monkeypatch.setattr(command, "mnist", lambda: SMALL_MNIST)
    for cached in (line_reader, line_reader_record):
        cached.cache_clear()
    command._main()
    record = line_reader_record()
    assert record.sha256 == sha256_of((tmp_path / "line_reader.onnx").read_bytes())
    assert {name: each.n for name, each in record.lines.items()} == {"validation": 20, "test": 20}
    assert line_reader() is line_reader()
    for cached in (line_reader, line_reader_record):
        cached.cache_clear()
