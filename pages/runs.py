"""Runs: every run of the lab, to open, rename or delete."""

import streamlit as st

from core.runs.query import RunQuery
from dashboard.toolkit.layout import show_empty, show_heading
from dashboard.toolkit.run_chooser import choose_run
from dashboard.toolkit.state import lab, session
from dashboard.views.runs.filters import choose_runs
from dashboard.views.runs.refresh import refresh_after
from dashboard.views.runs.run_actions import show_actions
from dashboard.views.runs.run_table import show_runs

show_heading("Runs", "Every training of this lab, the newest first.")
st.space("small")  # for the table's own tool bar
session().asking = False  # the page drawn as a whole closes any dialog
refresh_after(lab().changes())
run = choose_run()
runs = choose_runs()
if not runs and not lab().count_runs(RunQuery()):
    show_empty("No run yet.")
show_runs(runs, run)
if run is None:
    st.markdown(":gray[Click a row to open, rename or delete that run.]")
else:
    show_actions(run)
