"""Tells a visitor, on whatever page they are, that a training has ended or that their run was deleted."""

from contextlib import suppress

import streamlit as st

from core.home import UnusableHomeError
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.caches import tested_images
from dashboard.toolkit.components.change_watch import watch_changes
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.words import percent, plain

LISTING_PAGES = ("", "runs", "sweeps")
"""They list runs and are drawn anew when one has changed, but not under an open dialog: that would close it.
Nothing is drawn here: a table that is drawn anew within 150 ms of a click forgets to report it."""


@st.fragment
def watch_runs(page: str, changes: int) -> None:
    """Looks after the runs that this visitor awaits, and the selected one.

    Args:
        page: The path of the page on screen.
        changes: The lab's count of changes when the page was drawn; nothing happened while it is the same.
    """
    with suppress(UnusableHomeError, OSError):  # the page says so when it is drawn next
        now = lab().changes()
        watch_changes(now)
        if now != changes:
            _look(page)


def _look(page: str) -> None:
    """Tells what has become of the runs, and draws the page anew where it shows them."""
    for run_id in sorted(session().awaited):
        run = lab().find_run(run_id)
        if run is None or not run.is_live:
            session().awaited.discard(run_id)
            _tell(run, page)
    selected = session().run_id
    if selected and lab().find_run(selected) is None:
        session().run_id = None
        if "run" in st.query_params:
            st.rerun()  # the page says that it is gone
    if page in LISTING_PAGES and not session().asking:
        st.rerun()


def _tell(run: Run | None, page: str) -> None:
    """Says how a run has ended, but not on the page that shows it."""
    if run is None or (page == "train" and run.id == session().run_id):
        return
    icon = ":material/error:" if run.state is State.FAILED else ":material/check_circle:"
    st.toast(plain(_sentence(run)), icon=icon, duration="long")


def _sentence(run: Run) -> str:
    """Such as "Quick net 1 finished · test accuracy 99.22%, n = 10,000"."""
    if run.state is State.FAILED and run.reason:
        return f"{run.name} failed: {run.reason}"
    words = f"{run.name} {_ENDS[run.state]}"
    if run.accuracy is None:
        return words
    return f"{words} · test accuracy {percent(run.accuracy)}, n = {tested_images(run):,}"


_ENDS = {
    State.FINISHED: "finished",
    State.PAUSED: "was paused",
    State.STOPPED: "was stopped",
    State.FAILED: "failed",
    State.INTERRUPTED: "was interrupted",
}
