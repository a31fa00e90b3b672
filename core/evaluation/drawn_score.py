"""How accurate a model is on the drawn set, beside its accuracy on the test images of its own data set."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.evaluation.confusion import Interval, evaluate


@dataclass(frozen=True)
class DrawnScore:
    """A model's score on the drawn set.

    Attributes:
        n: Number of drawings.
        correct: Number of drawings whose most probable class is their label.
        accuracy: correct / n.
        interval: 95% confidence interval of the accuracy by Wilson's score; see `Evaluation`.
        gap: The accuracy on the test images less this one, -1..1; None where that is not known.
    """

    n: int
    correct: int
    accuracy: float
    interval: Interval
    gap: float | None


def drawn_score(
    labels: NDArray[np.uint8], probabilities: NDArray[np.float32], test_accuracy: float | None
) -> DrawnScore:
    """Scores a model on the drawn set.

    Args:
        labels: uint8 (n,), n > 0.
        probabilities: float32 (n, 10), the model's answers.
        test_accuracy: 0..1, that on the test images of its data set, if it is known.

    Raises:
        ValueError: As `evaluate`.
    """
    found = evaluate(labels, probabilities)
    gap = None if test_accuracy is None else test_accuracy - found.accuracy
    return DrawnScore(found.n, found.correct, found.accuracy, found.interval, gap)
