"""What a model predicts for each image, as a table for other programs."""

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Split

PREDICTION_COLUMNS = ("split", "index", "true_label", "predicted", "confidence")


def predictions_csv(answers: Iterable[tuple[Split, NDArray[np.float32]]], classes: Sequence[str]) -> bytes:
    """A row an image: its split, its index in the data set's own file, its labels and the confidence, 0..1.

    Args:
        answers: Splits, each with the probabilities float32 (n, k) of its images. Where they are not numbers,
            predicted and confidence stay empty.
        classes: What the k classes are called.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(PREDICTION_COLUMNS)
    for split, probabilities in answers:
        writer.writerows(_rows(split, probabilities, classes))
    return text.getvalue().encode()


def _rows(
    split: Split, probabilities: NDArray[np.float32], classes: Sequence[str]
) -> Iterable[tuple[str, int, str, str, str]]:
    predicted, is_number = probabilities.argmax(axis=1), np.isfinite(probabilities).all(axis=1)
    confidences = probabilities.max(axis=1)
    columns = (split.index, split.labels, predicted, confidences, is_number)
    for index, label, answer, confidence, is_known in zip(*(c.tolist() for c in columns), strict=True):
        known = (classes[answer], f"{confidence:.6f}") if is_known else ("", "")
        yield split.name, index, classes[label], *known
