"""A run that has ended: its result, its curves, and what its tutorial printed."""

from typing import get_args

import streamlit as st

from core.models.presets import PRESETS
from core.runs.curves import Curves
from core.runs.progress import Progress
from core.runs.run import Run
from dashboard.toolkit.charts import MARKED_EPOCHS, METRIC_WORDS, Metric, learning_curves
from dashboard.toolkit.components.figure import show_figure
from dashboard.toolkit.layout import colours, show_metrics
from dashboard.toolkit.links import link
from dashboard.toolkit.state import lab
from dashboard.toolkit.tables import published_rows
from dashboard.toolkit.words import duration, percent, plain


def show_result(run: Run) -> None:
    """The figures of the run, in the row where its progress stood."""
    show_metrics(
        ("State", run.state.label),
        ("Epoch", f"{run.epochs_done} of {run.manifest.recipe.epochs}"),
        ("Accuracy", "–" if run.accuracy is None else percent(run.accuracy)),
        ("Training time", duration(run.seconds)),
    )


def show_ended(run: Run) -> None:
    """What happened, the curves, and where to go from here."""
    if run.accuracy is not None:
        st.markdown(":gray[The accuracy is of the 10,000 images of *test*.]")
    if run.reason:
        st.info(plain(str(run.reason)))
    progress = lab().progress(run.id)
    curves = progress.curves()
    if len(curves.batch_x):
        _show_curves(curves)
    if curves.partial.any() and len(curves.partial) <= MARKED_EPOCHS:
        st.markdown(":gray[An open point is of the epoch that was stopped on its way.]")
    if run.can_predict:
        link("evaluate", "See what it mixes up", run=run.id)
        link("draw", "Draw a digit for it", run=run.id)
    _show_published(run, progress)


def _show_curves(curves: Curves) -> None:
    """Loss and accuracy side by side."""
    for column, metric in zip(st.columns(2), get_args(Metric), strict=True):
        with column:
            show_figure(
                learning_curves(curves, metric, colours()),
                key=metric,
                alt=f"The {METRIC_WORDS[metric]} of training and validation, epoch by epoch",
            )


def _show_published(run: Run, progress: Progress) -> None:
    """A tutorial's own figures beside this run's."""
    preset = PRESETS.get(run.manifest.preset)
    if preset is not None and preset.published:
        st.subheader("Beside the tutorial", anchor=False)
        st.dataframe(published_rows(preset, progress), hide_index=True)
