"""Train: choose a recipe, press the button, watch the curves grow."""

import streamlit as st

from dashboard.toolkit.components.live_curves import prepare_live_curves
from dashboard.toolkit.layout import show_heading
from dashboard.toolkit.run_chooser import choose_run, watch
from dashboard.views.train.ended_run import show_ended, show_result
from dashboard.views.train.live_run import show_live
from dashboard.views.train.recipe_form import show_recipe
from dashboard.views.train.run_header import show_header

show_heading("Train", "Choose a recipe, press Train, and watch the model learn.")
run = choose_run(returns_to_watched=True)
if run is not None:
    watch(run)
    show_header(run)
if run is not None and run.is_live:
    show_live(run.id)
    with st.expander("New training"):
        show_recipe()
else:
    if run is not None:
        show_result(run)  # in the very place of the live row, so that no State is ever seen twice
        curves, form = st.columns([2.4, 1], gap="large")  # on a telephone, what was learned comes first
        with curves:
            show_ended(run)
    else:
        form, curves = st.columns([1, 2.4], gap="large")
        curves.markdown(":gray[The curves of your training will be here.]")
    with form:
        show_recipe()
        prepare_live_curves()
