"""Watching a model learn: its predictions for the same twelve images after each epoch."""

import streamlit as st

from core.runs.run import Run, UnknownRunError
from dashboard.toolkit.caches import dataset_of, watched_images, watched_predictions
from dashboard.toolkit.layout import colours
from dashboard.toolkit.predictions_table import predictions_html
from dashboard.toolkit.state import lab

LOOK_SECONDS = 1.0


def show_predictions(run: Run) -> None:
    """The table of predictions; while the run trains it looks for another epoch."""
    if run.manifest.recipe.validation is None:
        return
    st.subheader("Watch it learn", anchor=False)
    st.fragment(_show_table, run_every=LOOK_SECONDS if run.is_live else None)(run.id)


def _show_table(run_id: str) -> None:
    try:
        run = lab().run(run_id)
    except UnknownRunError:  # the page says so at its next rerun
        return
    dataset, split_name = dataset_of(run), str(run.manifest.recipe.validation)
    split, positions = dataset.split(split_name), watched_images(dataset, split_name)
    st.markdown(
        f":small[:gray[Predicted label and confidence for {len(positions)} unusual images of the"
        f" {split_name} split, after each epoch.]]"
    )
    st.html(predictions_html(split, positions, watched_predictions(run), dataset.classes, colours()))
