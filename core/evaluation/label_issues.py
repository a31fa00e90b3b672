"""Labels that models contradict, first of all those that they contradict with confidence: confident learning.

Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels", Journal of
Artificial Intelligence Research 70. The formulas are written out: the authors' package cleanlab would bring
scikit-learn, which every web process can do without, for these few lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class LabelIssues:
    """Images whose label is in doubt, the most doubtful first.

    Attributes:
        positions: int64 (m,), positions in the labels.
        suggested: int64 (m,), the class that is predicted instead.
        is_confident: bool (m,), whether that is said with confidence; these come first.
        margins: float64 (m,), the normalised margin, -1..1: the probability of the label less the largest of
            another class; ascending among those that are confident, and among the others.
    """

    positions: NDArray[np.int64]
    suggested: NDArray[np.int64]
    is_confident: NDArray[np.bool_]
    margins: NDArray[np.float64]


def mean_probabilities(answers: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    """The mean of what several models say, each with the same weight.

    Args:
        answers: At least one, each float32 (n, k).

    Returns:
        float64 (n, k).

    Raises:
        ValueError: If there is none.
    """
    if not answers:
        raise ValueError("There are no answers to average; give those of one model at least.")
    total = np.zeros(answers[0].shape, np.float64)
    for each in answers:
        total += each
    return total / len(answers)


def class_thresholds(labels: NDArray[np.uint8], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """The threshold of each class, float64 (k,): equation 2 of the paper.

    That is the mean self-confidence, the probability of the label, of the images with that label. A class
    without images has infinity, which nothing reaches.

    Args:
        labels: uint8 (n,), classes 0..k-1.
        probabilities: float64 (n, k), of models that have not learned from these images.
    """
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    own = probabilities[np.arange(len(labels)), labels]
    sums = np.bincount(labels, weights=own, minlength=probabilities.shape[1])
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)


def find_label_issues(labels: NDArray[np.uint8], probabilities: NDArray[np.float64]) -> LabelIssues:
    """The images whose label is contradicted, those first that are so with confidence.

    With confidence: the image counts off the diagonal of the confident joint, equation 1 of the paper. Of the
    classes whose probability reaches the class's threshold it is taken for the most probable one, and that is
    not its label. Without: the most probable class of all is not its label, the paper's method 1. Models that
    are seldom wrong have thresholds near 1, so that the first are few.

    Args:
        labels: uint8 (n,), classes 0..k-1.
        probabilities: float64 (n, k), finite, of models that have not learned from these images.

    Returns:
        The issues, ordered by confidence and then by normalised margin, of equal ones in file order.

    Raises:
        ValueError: If the shapes do not fit or a probability is not a number.
    """
    if labels.ndim != 1 or probabilities.ndim != 2 or len(labels) != len(probabilities):
        raise ValueError(
            "labels must be (n,) and probabilities (n, classes),"
            f" not {labels.shape} and {probabilities.shape}."
        )
    if not np.isfinite(probabilities).all():
        raise ValueError("Some probabilities are not numbers; leave out the model that gave them.")
    reaches = probabilities >= class_thresholds(labels, probabilities)
    confident = np.where(reaches, probabilities, -1).argmax(axis=1)
    is_confident = reaches.any(axis=1) & (confident != labels)
    suggested = np.where(is_confident, confident, probabilities.argmax(axis=1))
    found = np.flatnonzero(suggested != labels)
    margins = _normalised_margins(labels[found], probabilities[found])
    order = np.lexsort((margins, ~is_confident[found]))
    found = found[order]
    return LabelIssues(found, suggested[found], is_confident[found], margins[order])


def _normalised_margins(labels: NDArray[np.uint8], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of the label less the largest of another class: float64 (n,)."""
    places = np.arange(len(labels)), labels
    others = probabilities.copy()
    others[places] = -np.inf
    return np.asarray(probabilities[places] - others.max(axis=1, initial=-np.inf), np.float64)
