"""Starting a run from the form, or again."""

import streamlit as st

from core.runs.draft import Draft
from dashboard.toolkit.run_chooser import hold
from dashboard.toolkit.run_start import start_run


def start_and_show(draft: Draft) -> None:
    """Queues a run and puts it on screen."""
    if run := start_run(draft):
        hold(run.id)
        st.rerun()


def start_beside(draft: Draft) -> None:
    """Queues a run; the one that is on screen stays there."""
    if start_run(draft):
        st.rerun()
