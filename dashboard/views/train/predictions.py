"""Watching a model learn: its predictions for the same twelve images after each epoch."""

import streamlit as st

from core.lab import Predictions
from core.runs.run import Run, UnknownRunError
from dashboard.toolkit.caches import dataset_of, probabilities, watched_images, watched_predictions
from dashboard.toolkit.layout import colours
from dashboard.toolkit.predictions_table import predictions_html
from dashboard.toolkit.state import lab

LOOK_SECONDS = 1.0
WITHOUT_VALIDATION = "test"


def show_predictions(run: Run) -> None:
    """The table of predictions; while the run trains it looks for another epoch."""
    st.subheader("Watch it learn", anchor=False)
    st.fragment(_show_table, run_every=LOOK_SECONDS if run.is_live else None)(run.id)


def _show_table(run_id: str) -> None:
    try:
        run = lab().run(run_id)
    except UnknownRunError:  # the page says so at its next rerun
        return
    dataset, name = dataset_of(run), run.manifest.recipe.validation or WITHOUT_VALIDATION
    split, positions = dataset.split(name), watched_images(dataset, name)
    when = "each epoch" if run.manifest.recipe.validation else "the last epoch, for it validates on nothing"
    st.markdown(
        f":small[:gray[Predicted label and confidence for {len(positions)} unusual images of the {name}"
        f" split, after {when}.]]"
    )
    st.html(predictions_html(split, positions, _predictions(run), dataset.classes, colours()))


def _predictions(run: Run) -> Predictions:
    """By epoch; of a run without validation, those of its final model."""
    if run.manifest.recipe.validation:
        return watched_predictions(run)
    if not run.can_predict:
        return {}
    positions = watched_images(dataset_of(run), WITHOUT_VALIDATION)
    return {run.epochs_done: probabilities(run, WITHOUT_VALIDATION)[positions]}
