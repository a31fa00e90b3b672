"""Whether an image shows one digit at all: a small model of its own, shipped, that serves every other model.

A classifier of ten digits has no way to say that it was shown none of them. `python -m
core.training.detector` trains this one anew and writes both of its files.
"""

import functools
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.predictor import Predictor
from core.recognition.shipped_file import ModelRecord, Record, read_model, read_record

MODEL_PATH: Final = Path(__file__).with_name("detector.onnx")
RECORD_PATH: Final = Path(__file__).with_name("detector.json")


class Rate(Record):
    """How many images of a set are taken for one digit.

    Attributes:
        taken: Images whose probability reaches the threshold.
        n: Images.
    """

    taken: int
    n: int


class DetectorRecord(ModelRecord):
    """What is known of the detector.

    Attributes:
        threshold: The probability from which an image is taken for one digit: the one at which 99.5 % of
            MNIST's `validation` are.
        rates: By the name of a set of images; of digits many should be taken, of everything else few.
    """

    threshold: float
    rates: dict[str, Rate]


class DigitDetector:
    """Tells how probable it is that an image shows one digit.

    Args:
        model: Path or content of its ONNX file; see `Predictor`.
        threshold: The probability from which an image is taken for one digit, 0..1.
    """

    def __init__(self, model: Path | bytes, threshold: float) -> None:
        self._predictor = Predictor(model)
        self.threshold = threshold

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """How probable it is that each image shows one digit and nothing else: (n,) float32.

        Args:
            images: uint8 (n, 28, 28) in MNIST's form; n may be 0.
        """
        return self._predictor.probabilities(images)[:, 1]


@functools.cache
def detector_record() -> DetectorRecord:
    """The record of the detector.

    Raises:
        DamagedModelError: If its file is missing or no record.
    """
    return read_record(RECORD_PATH, DetectorRecord)


@functools.cache
def digit_detector() -> DigitDetector:
    """The detector that is shipped, loaded once, after its SHA-256 has been checked.

    Raises:
        DamagedModelError: If a file of it is missing or was changed.
    """
    record = detector_record()
    return DigitDetector(read_model(MODEL_PATH, record.sha256), record.threshold)
