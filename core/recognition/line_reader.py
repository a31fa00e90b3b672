"""What a whole line says, without cutting it: a small model of its own, shipped.

A convolutional network goes along a line and says at each step which digit begins to be read there, or none.
It was trained by connectionist temporal classification, see `core.recognition.ctc`. `python -m
core.training.line_reader` trains it anew and writes both of its files.
"""

import functools
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.line_image import LineImage
from core.recognition.predictor import session_of
from core.recognition.shipped_file import ModelRecord, Record, read_model, read_record

MODEL_PATH: Final = Path(__file__).with_name("line_reader.onnx")
RECORD_PATH: Final = Path(__file__).with_name("line_reader.json")
DIGITS: Final = 10
COLUMNS_PER_STEP: Final = 2
"""Of the image of a line."""
_LEAST: Final = 1e-12


class LinesRead(Record):
    """How many lines of a set are read wholly right.

    Attributes:
        right: Lines of which every digit is right, and nothing else is taken for a digit.
        n: Lines.
    """

    right: int
    n: int


class LineReaderRecord(ModelRecord):
    """What is known of the line reader.

    Attributes:
        lines: By the name of a split of MNIST: of lines composed from it, as those that it learned from.
    """

    lines: dict[str, LinesRead]


class LineReader:
    """Tells step by step which digits a line says.

    Args:
        model: Path or content of its ONNX file: one input float32 (n, 32, w, 1) of raw pixel values 0..255,
            one output float32 (n, w / 2, 11) of probabilities: that of no digit, and those of 0 to 9.
    """

    def __init__(self, model: Path | bytes) -> None:
        self._session = session_of(model)
        self._input = self._session.get_inputs()[0].name

    def log_probabilities(self, line: LineImage) -> NDArray[np.float64]:
        """The logarithms of the probabilities at each step, (steps, 11); see `core.recognition.ctc`."""
        image = line.image[np.newaxis, ..., np.newaxis].astype(np.float32)
        (probabilities,) = self._session.run(None, {self._input: image})[0]
        return np.asarray(np.log(np.maximum(probabilities.astype(np.float64), _LEAST)))


def column_of(step: float, line: LineImage) -> float:
    """The column of the ink that is in the middle of a step."""
    return line.column(COLUMNS_PER_STEP * (step + 0.5))


@functools.cache
def line_reader_record() -> LineReaderRecord:
    """The record of the line reader.

    Raises:
        DamagedModelError: If its file is missing or no record.
    """
    return read_record(RECORD_PATH, LineReaderRecord)


@functools.cache
def line_reader() -> LineReader:
    """The line reader that is shipped, loaded once, after its SHA-256 has been checked.

    Raises:
        DamagedModelError: If a file of it is missing or was changed.
    """
    return LineReader(read_model(MODEL_PATH, line_reader_record().sha256))
