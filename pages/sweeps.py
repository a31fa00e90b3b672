"""Sweeps: search for good settings by many trainings, and see which are best."""

import streamlit as st

from dashboard.toolkit.dataset_choice import choose_dataset
from dashboard.toolkit.layout import show_heading
from dashboard.views.sweeps.form import show_form
from dashboard.views.sweeps.listing import choose_sweep, show_list
from dashboard.views.sweeps.panel import show_nothing, show_sweep

show_heading("Sweeps", "Search for good settings by many trainings, compared on the validation split.")
chosen = choose_sweep()
choose_dataset()
panel, form = st.columns([2.4, 1], gap="large")
with panel:
    if chosen is None:
        show_nothing()
    else:
        show_sweep(chosen)
        show_list(chosen)
with form:
    show_form()
