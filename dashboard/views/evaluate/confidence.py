"""How confident the model is where it is correct, and where it is wrong."""

import streamlit as st

from core.data.dataset import Dataset
from core.evaluation.confidence import ConfidenceHistogram, confidence_histogram, shares
from core.runs.run import Run
from dashboard.toolkit.bar_charts import confidence_bars
from dashboard.toolkit.caches import probabilities
from dashboard.toolkit.components.figure import show_figure
from dashboard.toolkit.layout import colours

HOW_TO_READ = "Each group adds up to 100%; few confident errors is good."


def show_confidence(run: Run, dataset: Dataset, name: str) -> None:
    """A histogram of the confidence of correct and of wrong predictions, and how to read it."""
    found = confidence_histogram(dataset.split(name).labels, probabilities(run, name))
    st.header("Confidence", anchor=False)
    said = _summary(found)
    st.markdown(f":gray[{HOW_TO_READ} {said}]")
    show_figure(
        confidence_bars(found, colours()),
        key="confidence",
        alt=f"Histogram of confidence for correct and for wrong predictions. {said}",
    )


def _summary(found: ConfidenceHistogram) -> str:
    """How many of each kind are in the last bin, the most confident one."""
    least = f"{found.edges[-2] * 100:.0f}%"
    correct, wrong = (f"{shares(counts)[-1] * 100:.1f}%" for counts in (found.correct, found.wrong))
    told = f"{correct} of the {found.correct.sum():,} correct predictions are at least {least} confident"
    if not found.wrong.any():
        return f"{told}; no prediction is wrong."
    return f"{told}, {wrong} of the {found.wrong.sum():,} wrong ones."
