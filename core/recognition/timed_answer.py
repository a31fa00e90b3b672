"""A model's answer, and how long it takes to give it."""

import time
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.predictor import Predictor

TIMES: Final = 5
"""How often it is asked; the first answer of a model that was just loaded takes longer."""


@dataclass(frozen=True, eq=False)
class TimedAnswer:
    """What a model says of one image.

    Attributes:
        probabilities: float32 (classes,); sums to 1.
        seconds: Wall time of an answer, the median of `TIMES`.
    """

    probabilities: NDArray[np.float32]
    seconds: float

    @property
    def label(self) -> int:
        """The most probable class."""
        return int(self.probabilities.argmax())


def timed_answer(image: NDArray[np.uint8], predictor: Predictor) -> TimedAnswer:
    """Asks a model about an image, uint8 (28, 28), several times."""
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        (probabilities,) = predictor.probabilities(image[np.newaxis])
        seconds.append(time.perf_counter() - start)
    return TimedAnswer(probabilities, median(seconds))
