"""What stands where the curves will be, before there is a run."""

import streamlit as st

from core.models.presets import DEFAULT_PRESET, PRESETS
from dashboard.toolkit.caches import dataset, watched_images
from dashboard.toolkit.components.live_curves import prepare_live_curves
from dashboard.toolkit.layout import colours
from dashboard.toolkit.predictions_table import predictions_html


def show_first_look() -> None:
    """The images by which a training will be watched."""
    st.markdown("Press **Train**: loss and accuracy are drawn here while the model learns.")
    split = dataset().split(str(PRESETS[DEFAULT_PRESET].recipe.validation))
    sentence = f"After each epoch the model predicts these images of the {split.name} split."
    st.markdown(f":gray[{sentence}]")
    st.html(predictions_html(split, watched_images(dataset(), split.name), {}, dataset().classes, colours()))
    prepare_live_curves()
