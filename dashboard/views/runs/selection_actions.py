"""What can be done with the ticked runs: compare, stop, delete."""

from functools import partial

import streamlit as st

from core.runs.run import Run
from core.training_acts import TrainingActs
from dashboard.toolkit.attempt import attempt
from dashboard.toolkit.comparison_chart import MOST_COMPARED
from dashboard.toolkit.state import lab, session, trainer
from dashboard.views.runs.comparison import compare
from dashboard.views.runs.dialogs import ask_delete


def show_selection_actions() -> None:
    """A bar with a button for each thing, while runs are ticked; they may stand on any page of the table."""
    runs = ticked_runs()
    if not runs:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="selection"):
        st.markdown(f"**{len(runs)} selected**", width="content")
        few_enough = 2 <= len(runs) <= MOST_COMPARED
        why_not = None if few_enough else f"Select 2 to {MOST_COMPARED} runs to compare them."
        if st.button("Compare", type="primary", disabled=not few_enough, help=why_not):
            compare([run.id for run in runs])
            st.rerun()
        live = [run for run in runs if run.is_live]
        if live and st.button(f"Stop {_count(len(live))}"):
            _stop(live)
        if st.button("Delete selected"):
            ask_delete(runs)
        if st.button("Clear selection"):
            session().ticked = []
            st.rerun()


def ticked_runs() -> list[Run]:
    """The ticked runs that are still there, in the order of the ticks."""
    found = {run_id: lab().find_run(run_id) for run_id in session().ticked}
    session().ticked = [run_id for run_id, run in found.items() if run]
    return [run for run in found.values() if run]


def _count(number: int) -> str:
    return "run" if number == 1 else f"{number} runs"


def _stop(live: list[Run]) -> None:
    acts = TrainingActs(trainer())
    if asked := sum(attempt(partial(acts.stop, run.id)) for run in live):
        st.toast(f"Stopping {_count(asked)} …")
