"""How accurate a model is on the drawn set, beside its accuracy on the test images of its own data set."""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Split
from core.evaluation.confusion import Interval, evaluate


@dataclass(frozen=True)
class DrawnScore:
    """A model's score on the drawn set.

    Attributes:
        n: Number of drawings that it has not learned; no other counts.
        correct: Number of drawings whose most probable class is their label.
        accuracy: correct / n.
        interval: 95% confidence interval of the accuracy by Wilson's score; see `Evaluation`.
        gap: The accuracy on the test images less this one, -1..1; None where that is not known.
        learned: Number of drawings that it has learned.
    """

    n: int
    correct: int
    accuracy: float
    interval: Interval
    gap: float | None
    learned: int = 0


def unlearned(images: NDArray[np.uint8], learned: Set[bytes]) -> NDArray[np.bool_]:
    """Which drawings a model has not learned, bool (n,).

    Args:
        images: uint8 (n, 28, 28).
        learned: The pixels of each that it has learned.
    """
    return np.array([image.tobytes() not in learned for image in images], np.bool_)


def drawn_score(
    drawings: Split,
    probabilities: NDArray[np.float32],
    test_accuracy: float | None,
    counted: NDArray[np.bool_],
) -> DrawnScore | None:
    """Scores a model on the drawn set; None if no drawing counts.

    Args:
        drawings: The n drawings with their labels.
        probabilities: float32 (n, 10), the model's answers.
        test_accuracy: 0..1, that on the test images of its data set, if it is known.
        counted: bool (n,), those that it has not learned.

    Raises:
        ValueError: As `evaluate`.
    """
    if not counted.any():
        return None
    found = evaluate(drawings.labels[counted], probabilities[counted])
    gap = None if test_accuracy is None else test_accuracy - found.accuracy
    learned = int((~counted).sum())
    return DrawnScore(found.n, found.correct, found.accuracy, found.interval, gap, learned)
