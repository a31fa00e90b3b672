"""How accurate a model is, on the whole and by class."""

import streamlit as st

from core.data.dataset import Dataset
from core.evaluation.confusion import Evaluation
from core.runs.run import Run
from dashboard.toolkit.caches import evaluation
from dashboard.toolkit.state import session
from dashboard.toolkit.tables import score_rows
from dashboard.toolkit.words import percent
from dashboard.views.evaluate.analysis import is_measured
from dashboard.views.evaluate.reviewed_accuracy import show_reviewed_accuracy

METRIC_LABELS = {"test": "Test accuracy", "validation": "Validation accuracy", "train": "Train accuracy"}
FIGURE_PIXELS = 216


def show_accuracies(run: Run, split_name: str) -> None:
    """The accuracy with its interval on each split that was evaluated; the chosen one is marked."""
    session().seen.add("scores")
    for name in METRIC_LABELS:
        if is_measured(run, name):
            with st.container(
                key="chosen-figure" if name == split_name else None, width=FIGURE_PIXELS, gap="xxsmall"
            ):
                _show_accuracy(name, evaluation(run, name))
                show_reviewed_accuracy(run, name)


def _show_accuracy(name: str, scores: Evaluation) -> None:
    low, high = scores.interval.low * 100, percent(scores.interval.high)
    st.metric(METRIC_LABELS[name], percent(scores.accuracy))
    st.markdown(f"{scores.correct:,} of {scores.n:,} {name} images correct; 95% CI {low:.2f}–{high}")


def show_caveat(run: Run, split_name: str) -> None:
    """A note where the run trained on the images of the chosen split."""
    if caveat := run.manifest.recipe.caveat(split_name):
        st.markdown(str(caveat))


def show_scores(scores: Evaluation, dataset: Dataset) -> None:
    """Precision, recall, F1 and support by class."""
    st.header("Per-class metrics", anchor=False)
    figures = st.column_config.NumberColumn(format="%.2f%%")
    columns = {"Precision": figures, "Recall": figures, "F1": figures}
    rows = score_rows(scores, dataset.classes, dataset.class_noun)
    st.dataframe(rows, hide_index=True, column_config=columns, height="content")
