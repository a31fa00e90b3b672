"""Data sets: those of the lab, and how to import another one."""

import streamlit as st

from dashboard.toolkit.layout import show_heading
from dashboard.views.data.import_form import show_import_form
from dashboard.views.data.listing import show_datasets

show_heading("Data sets", "Explore, train and evaluate on images of your own.")
listing, form = st.columns([1, 1], gap="large")
with listing:
    show_datasets()
with form:
    show_import_form()
