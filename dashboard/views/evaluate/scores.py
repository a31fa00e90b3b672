"""How often a model is right, on the whole and by class."""

import streamlit as st

from core.data.dataset import Dataset
from core.evaluation.confusion import Evaluation
from core.runs.run import Run
from dashboard.toolkit.caches import evaluation
from dashboard.toolkit.layout import show_metrics
from dashboard.toolkit.tables import score_rows
from dashboard.toolkit.words import percent, plain
from dashboard.views.evaluate.analysis import is_measured

_OTHERS = {"train": "Train accuracy", "validation": "Validation accuracy", "test": "Test accuracy"}


def show_accuracy(run: Run, scores: Evaluation, split_name: str) -> None:
    """The accuracy with its interval, beside that on others; a warning where images were seen before."""
    others = [
        (label, percent(evaluation(run, name).accuracy))
        for name, label in _OTHERS.items()
        if name != split_name and is_measured(run, name)
    ]
    show_metrics(("Accuracy", percent(scores.accuracy)), *others)
    low, high = percent(scores.interval.low), percent(scores.interval.high)
    st.markdown(
        f"95 % interval {low} to {high}. {plain(run.name)} reads "
        f"{scores.correct:,} of the {scores.n:,} images of *{split_name}* rightly."
    )
    if caveat := run.manifest.recipe.caveat(split_name):
        st.caption(str(caveat))


def show_scores(scores: Evaluation, dataset: Dataset) -> None:
    """Precision, recall and F1 by class."""
    st.subheader("Digit by digit", anchor=False)
    figures = st.column_config.NumberColumn(format="%.2f %%")
    columns = {"Precision": figures, "Recall": figures, "F1": figures}
    st.dataframe(score_rows(scores, dataset.classes), hide_index=True, column_config=columns)
