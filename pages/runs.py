"""Runs: every run of the lab, to compare, open, take away, rename or delete."""

import streamlit as st

from core.runs.query import RunQuery
from dashboard.toolkit.layout import show_empty, show_heading
from dashboard.toolkit.run_chooser import choose_run
from dashboard.toolkit.state import lab
from dashboard.views.runs.comparison import show_comparison
from dashboard.views.runs.filters import choose_filters
from dashboard.views.runs.listing import read_listing, show_summary
from dashboard.views.runs.run_actions import show_actions
from dashboard.views.runs.run_table import show_runs
from dashboard.views.runs.selection_actions import show_selection_actions

show_heading("Runs", "All runs. Click a row to see that run; check several to compare, stop or delete them.")
run = choose_run()
if not lab().count_runs(RunQuery()):
    show_empty("No run yet. Each training becomes a run, with its settings, curves and model.")
query = choose_filters()
above, table, below = st.container(), st.container(), st.container()
with below:
    listing = read_listing(query)
with above:
    show_summary(listing)
with table:
    show_runs(listing, run)
show_selection_actions()
show_comparison()
if run is not None:
    show_actions(run, listing)
