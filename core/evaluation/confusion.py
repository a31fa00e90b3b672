"""What a trained model gets right and wrong: scores per class and the images behind each of them.

Everywhere `truth` is uint8 (n,), the classes 0..k-1, and `probabilities` is float32 (n, k), one column a
class; the prediction is the most probable class, the smaller one if two are equally probable.

The formulas are written out, and scikit-learn and SciPy check them in the tests: importing those two would
take every web process a second or two and 130 MB.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

CONFIDENCE_LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A confidence interval of a share, 0..1."""

    low: float
    high: float


@dataclass(frozen=True)
class ConfusedPair:
    """One class predicted for another one, and how often."""

    truth: int
    predicted: int
    count: int


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The scores of one model on one split.

    Attributes:
        n: Number of images.
        correct: Number of images whose most probable class is the true one.
        accuracy: correct / n.
        interval: 95% confidence interval of the accuracy, by Wilson's score (Wilson 1927,
            "Probable inference, the law of succession, and statistical inference").
        confusion: int64 (k, k), numbers of images; rows are truth, columns are prediction.
        shares: float64 (k, k), `confusion` with rows that sum to 1; a row without images is all 0.
        precision: float64 (k,), of the images predicted as this class the share that is it; 0 if none is.
        recall: float64 (k,), of the images of this class the share predicted as it; 0 if there is none.
        f1: float64 (k,), harmonic mean of precision and recall; 0 if both are 0.
        support: int64 (k,), number of images of each class.
    """

    n: int
    correct: int
    accuracy: float
    interval: Interval
    confusion: NDArray[np.int64]
    shares: NDArray[np.float64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f1: NDArray[np.float64]
    support: NDArray[np.int64]


def accuracy_of(truth: NDArray[np.uint8], outputs: NDArray[np.float32]) -> float:
    """The share of images whose class has the largest output, 0..1; nothing is checked.

    Args:
        truth: uint8 (n,), n > 0.
        outputs: float32 (n, k), probabilities or whatever else is largest for the predicted class.
    """
    return float(np.mean(outputs.argmax(axis=1) == truth))


def evaluate(truth: NDArray[np.uint8], probabilities: NDArray[np.float32]) -> Evaluation:
    """Scores a model.

    Args:
        truth: uint8 (n,), the classes of the images.
        probabilities: float32 (n, k), the model's answers.

    Returns:
        The evaluation, on all n images.

    Raises:
        ValueError: If there is nothing to evaluate, the shapes do not fit, or a value is impossible.
    """
    predicted = predictions(truth, probabilities)
    classes = probabilities.shape[1]
    confusion = np.zeros((classes, classes), np.int64)
    np.add.at(confusion, (truth, predicted), 1)
    right, support, answers = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    n, correct = len(truth), int(right.sum())
    return Evaluation(
        n=n,
        correct=correct,
        accuracy=correct / n,
        interval=_wilson_interval(correct, n),
        confusion=confusion,
        shares=confusion / np.maximum(support[:, np.newaxis], 1),
        precision=right / np.maximum(answers, 1),
        recall=right / np.maximum(support, 1),
        f1=2 * right / np.maximum(support + answers, 1),
        support=support,
    )


def images_of_cell(
    truth: NDArray[np.uint8], probabilities: NDArray[np.float32], row: int, column: int
) -> NDArray[np.int64]:
    """The images behind one cell of the confusion matrix.

    Args:
        truth: uint8 (n,).
        probabilities: float32 (n, k).
        row: The true class.
        column: The predicted class.

    Returns:
        int64 (count,), positions in `truth`, most probable prediction first, ties in file order.

    Raises:
        ValueError: As `evaluate`, or if row or column is no class.
    """
    classes = probabilities.shape[1]
    if not (0 <= row < classes and 0 <= column < classes):
        raise ValueError(f"row and column must be classes 0..{classes - 1}, not {row} and {column}.")
    positions = np.flatnonzero((predictions(truth, probabilities) == column) & (truth == row))
    return positions[np.argsort(-probabilities[positions, column], kind="stable")]


def most_confident_errors(
    truth: NDArray[np.uint8], probabilities: NDArray[np.float32], limit: int
) -> NDArray[np.int64]:
    """The wrongly predicted images of which the model was surest.

    Args:
        truth: uint8 (n,).
        probabilities: float32 (n, k).
        limit: How many at most.

    Returns:
        int64 (at most `limit`,), positions in `truth` of wrong predictions only: highest probability of the
        wrong class first, of equal ones the lowest probability of the true class, then file order.

    Raises:
        ValueError: As `evaluate`, or if the limit is negative.
    """
    _check_limit(limit)
    predicted = predictions(truth, probabilities)
    positions = np.flatnonzero(predicted != truth)
    of_wrong = probabilities[positions, predicted[positions]]
    of_truth = probabilities[positions, truth[positions]]
    return positions[np.lexsort((of_truth, -of_wrong))][:limit]


def most_confused(evaluation: Evaluation, limit: int) -> list[ConfusedPair]:
    """The most frequent errors, for a sentence like "4 is predicted as 9 (12 times)".

    Args:
        evaluation: The scores.
        limit: How many at most.

    Returns:
        Errors that happened at least once, most frequent first, ties by true and then predicted class.

    Raises:
        ValueError: If the limit is negative.
    """
    _check_limit(limit)
    pairs = [
        ConfusedPair(row, column, int(evaluation.confusion[row, column]))
        for row, column in np.ndindex(*evaluation.confusion.shape)
        if row != column and evaluation.confusion[row, column]
    ]
    return sorted(pairs, key=lambda pair: -pair.count)[:limit]


def predictions(truth: NDArray[np.uint8], probabilities: NDArray[np.float32]) -> NDArray[np.int64]:
    """The most probable class of each image, int64 (n,), after a check of both arrays."""
    if len(truth) == 0:
        raise ValueError("There are no images to evaluate; choose a split or a filter that has some.")
    if truth.ndim != 1 or probabilities.ndim != 2 or len(probabilities) != len(truth):
        raise ValueError(
            f"truth must be (n,) and probabilities (n, classes), not {truth.shape} and {probabilities.shape}."
        )
    if truth.min() < 0 or truth.max() >= probabilities.shape[1]:
        classes = f"0..{probabilities.shape[1] - 1}"
        raise ValueError(f"truth must hold classes {classes}, not {truth.min()}..{truth.max()}.")
    if not np.isfinite(probabilities).all():
        broken = np.count_nonzero(~np.isfinite(probabilities).all(axis=1))
        raise ValueError(
            f"The model's answers for {broken} of {len(truth)} images are not numbers; train it again with a "
            "lower learning rate."
        )
    return np.asarray(probabilities.argmax(axis=1), np.int64)


def _check_limit(limit: int) -> None:
    """Raises ValueError for a limit below 0."""
    if limit < 0:
        raise ValueError(f"limit must be 0 or more, not {limit}.")


def _wilson_interval(correct: int, n: int) -> Interval:
    """The confidence interval of correct / n: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)."""
    p, z2n = correct / n, NormalDist().inv_cdf((1 + CONFIDENCE_LEVEL) / 2) ** 2 / n
    half = math.sqrt(z2n * (p * (1 - p) + z2n / 4))
    return Interval((p + z2n / 2 - half) / (1 + z2n), (p + z2n / 2 + half) / (1 + z2n))
