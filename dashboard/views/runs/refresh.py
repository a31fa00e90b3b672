"""Draws the page of runs anew when a run has changed."""

import streamlit as st

from dashboard.toolkit.state import lab, session

REFRESH_SECONDS = 2


@st.fragment(run_every=REFRESH_SECONDS)
def refresh_after(changes: int) -> None:
    """Draws the page anew when the lab's count of changes is another, but not under an open dialog.

    That would close it. It draws nothing itself: a table that is drawn anew within 150 ms of a click forgets
    to report it.
    """
    if not session().asking and lab().changes() != changes:
        st.rerun()
