"""The job that asks the last hidden layer of a run about every image: how it starts, and how far it is."""

import streamlit as st

from core.embeddings import embedding_job
from core.jobs.specs import HiddenLayerError
from core.runs.run import Run
from dashboard.toolkit.caches import dataset_of
from dashboard.toolkit.job_progress import TICK_SECONDS, show_job
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import plain


def ask_for_embedding(run: Run, key: str) -> None:
    """What stands in place of what the job has not computed yet: a button, or how far it is.

    Args:
        run: It has a model.
        key: A constant, another one at each place of a page.
    """
    try:
        job = embedding_job(lab(), run)
    except HiddenLayerError as error:
        st.info(plain(str(error)))
        return
    if job is not None and job.state.is_live:
        _show_progress(run, key)
        return
    if job is not None and job.reason:
        st.warning(plain(str(job.reason)))
    count = dataset_of(run).image_count
    st.markdown(
        f"The activations in the last hidden layer of {plain(run.name)} are not computed yet."
        f" Computing them runs the model on all {count:,} images once, which takes some seconds."
    )
    st.button("Compute activations", key=f"{key}-compute", on_click=_compute, args=(run,))


@st.fragment(run_every=TICK_SECONDS)
def _show_progress(run: Run, key: str) -> None:
    """How far the job is; the whole page is drawn anew when it has ended."""
    job = embedding_job(lab(), run)
    if job is None or not job.state.is_live:
        st.rerun()
    show_job(job, "Running the model on every image …", key)


def _compute(run: Run) -> None:
    trainer().embed(run)
