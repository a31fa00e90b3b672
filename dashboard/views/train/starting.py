"""Starting a run from the form, or again."""

import streamlit as st

from core.fork_acts import ForkActs
from core.runs.draft import Draft
from core.runs.run import Run
from dashboard.toolkit.run_chooser import hold
from dashboard.toolkit.run_start import begin_run, start_run
from dashboard.toolkit.state import trainer


def start_and_show(draft: Draft) -> None:
    """Queues a run and puts it on screen."""
    if run := start_run(draft):
        hold(run.id)
        st.rerun()


def train_again(run: Run) -> None:
    """Queues the training of a run once more and puts it on screen; that of a fork begins as the fork did."""
    if made := begin_run(lambda: ForkActs(trainer()).again(run)):
        hold(made.id)
        st.rerun()


def start_beside(draft: Draft) -> None:
    """Queues a run; the one that is on screen stays there."""
    if start_run(draft):
        st.rerun()
