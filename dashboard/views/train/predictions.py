"""Watching a model learn: its predictions for the same twelve images after each epoch."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.runs.run import Run
from core.runs.whole_files import DamagedFileError
from dashboard.toolkit.caches import (
    dataset_of,
    predictions_table,
    probabilities,
    watched_images,
    watched_predictions,
)
from dashboard.toolkit.components.change_watch import watch_changes
from dashboard.toolkit.layout import colours, show_note
from dashboard.toolkit.state import lab

WITHOUT_VALIDATION = "test"
UNREADABLE = "The predictions of this run cannot be read: its file epochs.npz is damaged."


def show_predictions(run: Run) -> None:
    """The table of predictions; while the run trains and validates, it is drawn anew after an epoch."""
    st.subheader("Watch it learn", anchor=False)
    _show_table(run.id)


@st.fragment
def _show_table(run_id: str) -> None:
    changes = lab().changes()
    run = lab().find_run(run_id)
    if run is None:  # the page says so at its next rerun
        return
    try:
        predictions = _predictions(run)
    except DamagedFileError:
        show_note(UNREADABLE)
        return
    name = run.manifest.recipe.validation or WITHOUT_VALIDATION
    count = len(watched_images(dataset_of(run), name))
    with st.container(gap=None):  # what watches draws nothing, and shall take no place
        show_note(
            f"Predicted label and confidence for {count} unusual images of the {name} split,"
            f" {_when(run, len(predictions))}."
        )
        if run.is_live and run.manifest.recipe.validation:
            watch_changes(changes, key="predictions-watch")
    st.html(predictions_table(dataset_of(run), name, predictions, colours().kind))


def _when(run: Run, shown: int) -> str:
    """After which epochs."""
    if run.manifest.recipe.validation is None:
        return "at the end of the run, which has no validation split"
    return f"after {shown} of {run.epochs_done:,} epochs" if shown < run.epochs_done else "after each epoch"


def _predictions(run: Run) -> dict[str, NDArray[np.float32]]:
    """By what stands before the row: an epoch, or the end of a run without validation."""
    if run.manifest.recipe.validation:
        return {str(epoch): said for epoch, said in watched_predictions(run).items()}
    if not run.can_predict:
        return {}
    positions = watched_images(dataset_of(run), WITHOUT_VALIDATION)
    return {"end": probabilities(run, WITHOUT_VALIDATION)[positions]}
