"""Train: choose a preset, press the button, watch the curves grow."""

import streamlit as st

from dashboard.toolkit.dataset_choice import choose_dataset
from dashboard.toolkit.layout import show_heading
from dashboard.toolkit.run_chooser import choose_run, watch
from dashboard.views.train.first_look import show_first_look
from dashboard.views.train.recipe_form import show_recipe
from dashboard.views.train.run_panel import show_run

show_heading("Train", "Choose a preset, press Train, and watch the model learn.")
run = choose_run(returns_to_watched=True)
choose_dataset(adds_drawings=True)
panel, form = st.columns([2.4, 1], gap="large")
with panel:
    if run is None:
        show_first_look()
    else:
        watch(run)
        show_run(run)
with form:
    show_recipe(run)
