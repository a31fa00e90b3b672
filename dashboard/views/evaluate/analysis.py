"""The split `train`, on which a job evaluates the model: how far it is, and how to start it again."""

import streamlit as st

from core.jobs.record import JobRecord, JobState
from core.runs.run import Run
from dashboard.toolkit.job_progress import TICK_SECONDS, show_job
from dashboard.toolkit.layout import EndOfPage
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import plain

TAKES_A_JOB = "train"


def is_measured(run: Run, split_name: str) -> bool:
    """Whether the page has what a model says of a split, or gets it at once."""
    return split_name != TAKES_A_JOB or lab().has_analysis(run, split_name)


def require_measured(run: Run, split_name: str) -> None:
    """Has the model measured where that was not done; the page ends here until it is."""
    if is_measured(run, split_name):
        return
    job = lab().analysis(run, split_name)
    if job is None or job.state is JobState.FINISHED:  # a result that was there is lost
        job = trainer().analyse(run, split_name)
    if job.state.is_live:
        _show_progress(run, split_name)
    else:
        _offer_again(run, split_name, job)
    raise EndOfPage


@st.fragment(run_every=TICK_SECONDS)
def _show_progress(run: Run, split_name: str) -> None:
    """How far the job is; the whole page is drawn anew when it has ended."""
    job = lab().analysis(run, split_name)
    if job is None or not job.state.is_live:
        st.rerun()
    show_job(job, f"Running the model on every {split_name} image …", key="analysis")


def _offer_again(run: Run, split_name: str, job: JobRecord) -> None:
    reason = str(job.reason) if job.reason else f"This model has not been evaluated on {split_name} yet."
    st.info(plain(reason))
    st.button(f"Evaluate on {split_name}", on_click=_measure, args=(run, split_name))


def _measure(run: Run, split_name: str) -> None:
    trainer().analyse(run, split_name)
