"""Runs: every run of the lab, to open, rename or delete."""

from contextlib import suppress
from secrets import token_hex

import streamlit as st

from core.runs.run import Run, UnknownRunError
from core.trainer import TrainerError
from dashboard.navigation import page
from dashboard.toolkit.state import session, trainer
from dashboard.toolkit.widgets import choose_run, show_empty, show_heading
from dashboard.toolkit.words import plain
from dashboard.views.runs.run_table import show_runs

REFRESH_SECONDS = 2


@st.fragment(run_every=REFRESH_SECONDS)
def watch(seen: list[Run]) -> None:
    """Draws the page anew when a run has changed, but not under an open dialog, which that would close.

    It draws nothing itself: a table that is drawn anew within 150 ms of a click forgets to report it.
    """
    if not session().asking and trainer().runs() != seen:
        st.rerun()


def show_actions(run: Run) -> None:
    """What can be done with the run in hand."""
    st.subheader(plain(run.name), anchor=False)
    if run.reason:
        st.markdown(f":gray[{plain(run.reason)}]")
    with st.container(horizontal=True):
        if st.button("Open"):
            st.switch_page(page("train"), query_params={"run": run.id})
        if run.can_predict and st.button("Evaluate"):
            st.switch_page(page("evaluate"), query_params={"run": run.id})
        if run.can_predict and st.button("Draw"):
            st.switch_page(page("draw"), query_params={"run": run.id})
        if st.button("Rename"):
            rename(run, f"name-{token_hex(4)}")
        why_not = "A run that is going on has to be stopped first." if run.is_live else None
        if st.button("Delete", disabled=run.is_live, help=why_not):
            delete(run)


@st.dialog("Rename this run", on_dismiss="rerun")
def rename(run: Run, key: str) -> None:
    """Asks for another name, in a field with a key of its own, or abandoned text would come back."""
    session().asking = True
    with st.form("rename", border=False):
        name = st.text_input("Name", value=run.name, key=key)
        saved = st.form_submit_button("Save", type="primary")
    if saved:
        try:
            trainer().rename(run.id, name)
        except (TrainerError, UnknownRunError) as error:
            st.error(plain(str(error)))
        else:
            st.rerun()


@st.dialog("Delete this run?", on_dismiss="rerun")
def delete(run: Run) -> None:
    """Asks again, for it cannot be taken back."""
    session().asking = True
    st.markdown(f"**{plain(run.name)}** goes for good, with its curves and its model.")
    with st.container(horizontal=True):
        if st.button("Delete for good"):
            with suppress(UnknownRunError):  # somebody else was faster
                trainer().delete(run.id)
            session().run_id = None
            st.query_params.clear()
            st.rerun()
        if st.button("Keep it", type="primary"):
            st.rerun()


show_heading("Runs", "Every training of this lab, the newest first.")
st.space("small")  # for the table's own tool bar
session().asking = False  # the page drawn as a whole closes any dialog
runs = trainer().runs()
watch(runs)
if not runs:
    show_empty("No run yet.")
run = choose_run(runs)
show_runs(runs, run)
if run is None:
    st.markdown(":gray[Click a row to open, rename or delete that run.]")
else:
    show_actions(run)
