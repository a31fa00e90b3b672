"""What stands where a run will be before there is one: charts without points, and the images to predict."""

import streamlit as st

from core.models.presets import DEFAULT_PRESET, PRESETS
from core.runs.curves import NO_POINTS
from dashboard.toolkit.caches import dataset, predictions_table
from dashboard.toolkit.chart_look import Drawing
from dashboard.toolkit.components.live_curves import live_curves
from dashboard.toolkit.layout import colours, show_note
from dashboard.toolkit.state import session


def show_first_look() -> None:
    """Empty charts, and the images whose predictions will stand below them."""
    recipe = PRESETS[DEFAULT_PRESET].recipe
    st.markdown("Press **Train**: loss and accuracy are drawn here while the model learns.")
    live_curves(
        session().feed,
        run="",
        attempt=0,
        curves=NO_POINTS,
        drawing=Drawing(recipe.epochs, colours()),
        key="curves",
    )
    split = dataset().split(str(recipe.validation))
    st.header("Watch it learn", anchor=False)
    show_note(f"After each epoch the model predicts these images of the {split.name} split.")
    st.html(predictions_table(dataset(), split.name, {}, colours().kind))
