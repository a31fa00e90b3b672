"""What to know about a run at this moment: why it waits, why it does not learn, why it ended."""

import numpy as np
import streamlit as st

from core.runs.curves import Curves
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.run_diagnosis import diagnosis_of
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import plain, queue_words

STALLED = (
    "No sign of life for 15 seconds. The training may go on by itself; **Stop** ends it and keeps the last"
    " complete epoch."
)
VALIDATION_BEATS_TRAINING = {
    False: "Validation can beat training: training accuracy is the mean over an epoch, while the weights"
    " still improve; validation is measured at its end.",
    True: "Validation can beat training: training accuracy is the mean over an epoch, with dropout on and"
    " while the weights still improve; validation is measured at its end.",
}
"""By whether the model has dropout."""


def show_remarks(run: Run, curves: Curves) -> None:
    """Each remark in a sentence; nothing where there is nothing to know."""
    if run.is_live:
        _show_obstacle(run)
    elif run.reason:
        show = st.error if run.state is State.FAILED else st.info
        show(plain(str(run.reason)))
    failed = run.state is State.FAILED and run.reason is not None
    if not failed and (diagnosis := diagnosis_of(run, curves)):
        st.error(plain(str(diagnosis)))


def _show_obstacle(run: Run) -> None:
    """Why a live run does not get on."""
    if obstacle := lab().obstacle():
        st.warning(plain(str(obstacle)))
    elif lab().is_stalled(run):
        st.warning(STALLED)
    elif run.state is State.QUEUED:
        st.markdown(f":gray[{queue_words(lab().runs_ahead(run))}.]")


def show_notes(run: Run, curves: Curves) -> None:
    """How to read the curves, where they show something that surprises."""
    if curves.partial.any():
        st.markdown(":small[:gray[Hollow point: incomplete epoch.]]")
    is_surprising = np.any(curves.val_accuracy > curves.accuracy)
    if is_surprising and diagnosis_of(run, curves) is None:
        has_dropout = any(layer.kind == "dropout" for layer in run.manifest.model.layers)
        st.markdown(f":small[:gray[{VALIDATION_BEATS_TRAINING[has_dropout]}]]")
