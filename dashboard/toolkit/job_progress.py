"""How far a job is, what stands in its way, and the button that cancels it."""

from contextlib import suppress

import streamlit as st

from core.jobs.record import JobRecord, UnknownJobError
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import plain

TICK_SECONDS = 0.5
"""So often a page asks how far a job is."""


def show_job(job: JobRecord, words: str, key: str) -> None:
    """A bar with what is being done, for a job that is live.

    Args:
        job: The job.
        words: What is being done.
        key: A constant, another one at each place of a page.
    """
    st.progress(job.progress, text=words)
    if obstacle := lab().obstacle():
        st.warning(plain(str(obstacle)))
    st.button("Cancel", key=f"{key}-cancel", on_click=_cancel, args=(job,))


def _cancel(job: JobRecord) -> None:
    with suppress(UnknownJobError):  # somebody has just deleted what it is about
        trainer().cancel(job)
