"""How confident a model is where it is correct, and where it is wrong."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.evaluation.confusion import predictions

BIN_COUNT: Final = 10


@dataclass(frozen=True, eq=False)
class ConfidenceHistogram:
    """Predictions counted by their confidence, which is the probability of the predicted class.

    Attributes:
        edges: float64 (b + 1,), ascending from 0 to 1; a bin holds its lower edge, the last one both.
        correct: int64 (b,), correct predictions in each bin.
        wrong: int64 (b,), wrong predictions in each bin.
    """

    edges: NDArray[np.float64]
    correct: NDArray[np.int64]
    wrong: NDArray[np.int64]


def confidence_histogram(
    truth: NDArray[np.uint8], probabilities: NDArray[np.float32], bin_count: int = BIN_COUNT
) -> ConfidenceHistogram:
    """Counts correct and wrong predictions by confidence, in bins of equal width.

    Args:
        truth: uint8 (n,), the classes of the images, 0..k-1.
        probabilities: float32 (n, k), the model's answers, 0..1.
        bin_count: How many bins, at least 1.

    Raises:
        ValueError: As `evaluate` of `core.evaluation.confusion`.
    """
    predicted = predictions(truth, probabilities)
    confidence = probabilities.max(axis=1).astype(np.float64).clip(0, 1)  # float32 sums may exceed 1
    edges = np.linspace(0, 1, bin_count + 1)
    is_correct = predicted == truth
    return ConfidenceHistogram(
        edges=edges,
        correct=np.histogram(confidence[is_correct], edges)[0].astype(np.int64),
        wrong=np.histogram(confidence[~is_correct], edges)[0].astype(np.int64),
    )


def shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Counts as shares of their sum, 0..1; all 0 where there is nothing."""
    return np.asarray(counts / max(int(counts.sum()), 1), np.float64)
