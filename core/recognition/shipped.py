"""The model that is shipped with the lab: it answers before anybody has trained one, and is no run.

`python -m core.training` trains it anew, as a run of its preset is trained.
"""

import functools
from pathlib import Path
from typing import Final

from core.recognition.predictor import Predictor
from core.recognition.shipped_file import ModelRecord, Record, read_model, read_record

MODEL_PATH: Final = Path(__file__).with_name("shipped.onnx")
RECORD_PATH: Final = Path(__file__).with_name("shipped.json")

SHIPPED: Final = "shipped"
"""What addresses and commands call it; no run id has this form."""


class Score(Record):
    """How many images of a set the model reads correctly.

    Attributes:
        correct: Images whose most probable class is their label.
        n: Images.
        low: Lower end of the accuracy's 95% confidence interval by Wilson's score, 0..1.
        high: Its upper end.
    """

    correct: int
    n: int
    low: float
    high: float

    @property
    def accuracy(self) -> float:
        """`correct / n`, 0..1."""
        return self.correct / self.n


class ShippedModel(ModelRecord):
    """What is known of the shipped model.

    Attributes:
        title: What people call it.
        preset: Id of the preset that it was trained by.
        epochs: For how many epochs it was trained.
        scores: By the name of a set of images: `validation` and `test` of MNIST, which it never trained on,
            and `drawings`, 1,000 digits drawn on a screen by other people, brought to MNIST's form.
    """

    title: str
    preset: str
    epochs: int
    scores: dict[str, Score]


@functools.cache
def shipped_model() -> ShippedModel:
    """The record of the shipped model.

    Raises:
        DamagedModelError: If its file is missing or no record.
    """
    return read_record(RECORD_PATH, ShippedModel)


def shipped_predictor() -> Predictor:
    """The shipped model, ready to answer, after its SHA-256 has been checked.

    Raises:
        DamagedModelError: If a file of it is missing or was changed.
    """
    return Predictor(read_model(MODEL_PATH, shipped_model().sha256), is_shipped=True)
