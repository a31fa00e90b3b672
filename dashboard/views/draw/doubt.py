"""Whether a prediction should be doubted: two classes are close, or the picture shows no single digit."""

from typing import Final

import numpy as np
import streamlit as st

from core.data.dataset import Dataset
from core.recognition.detector import digit_detector
from core.recognition.form import Form, reads_digits
from core.recognition.recognition import Recognition
from core.recognition.shipped_file import DamagedModelError
from dashboard.toolkit.words import plain

LOW_CONFIDENCE: Final = 0.6
"""Below it a prediction is doubted."""
CLOSE: Final = 0.2
"""The second class's probability from which it is named beside the first."""


def show_doubt(found: Recognition, dataset: Dataset, form: Form) -> None:
    """Says why the prediction should be doubted, if it should."""
    try:
        words = words_of_doubt(found, dataset, form)
    except DamagedModelError as error:  # the prediction is there without the detector
        words = str(error)
    if words:
        st.warning(plain(words))


def words_of_doubt(found: Recognition, dataset: Dataset, form: Form) -> str:
    """What makes a prediction doubtful, as a sentence; empty if nothing does.

    Args:
        found: The prediction.
        dataset: What the model has learned, and
        form: what the picture became for it; only of digits in MNIST's form is it known how one looks.
    """
    if reads_digits(dataset, form) and not _is_one_digit(found):
        return "This does not look like one digit. Read it as several digits, or draw it again."
    second, first = np.argsort(found.probabilities)[-2:].tolist()
    if found.probabilities[second] >= CLOSE:
        return f"{dataset.classes[first]} or {dataset.classes[second]}? The two are close."
    if found.probabilities[first] < LOW_CONFIDENCE:
        return "Low confidence: take this prediction with care."
    return ""


def _is_one_digit(found: Recognition) -> bool:
    detector = digit_detector()
    return bool(detector.probabilities(found.prepared.image[np.newaxis])[0] >= detector.threshold)
