"""The data sets of the lab, the imports that go on, and what one can do with each."""

import streamlit as st

from core.data.dataset import DatasetFacts
from core.data.datasets import BUNDLED, DEFAULT_DATASET
from core.jobs.dataset_record import DatasetInUseError, DatasetRecord
from dashboard.toolkit.caches import facts_named
from dashboard.toolkit.job_progress import TICK_SECONDS, show_job
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.links import go
from dashboard.toolkit.state import lab, session, trainer
from dashboard.toolkit.words import age, counted_images, person_word, plain
from dashboard.views.data.drawn_set import show_drawn_set
from dashboard.views.data.renaming import ask_names

MOST_CLASSES_TOLD = 12


def show_datasets() -> None:
    """Every data set: the bundled ones, then those that people have imported."""
    st.header("In this lab", anchor=False)
    for name in BUNDLED:
        _show(name, facts_named(name), "Comes with Digit Lab")
    show_drawn_set()
    for record in lab().datasets.records():
        if record.sha256 is not None:
            told = f"Imported by {person_word(record.owner)} {age(record.created)}"
            _show(record.name, facts_named(record.name), told, record)
        elif record.job is not None and record.is_live:
            _show_progress(record)
        else:
            _show_failure(record)


def _show(name: str, facts: DatasetFacts, told: str, record: DatasetRecord | None = None) -> None:
    splits = ", ".join(f"{count:,} {split}" for split, count in facts.counts.items())
    with st.container(border=True, gap="xsmall"):
        st.subheader(plain(facts.title), anchor=False)
        total = counted_images(sum(facts.counts.values()))
        st.markdown(plain(f"{total}: {splits}. {len(facts.classes)} classes: {_classes(facts)}"))
        show_note(plain(told))
        with st.container(horizontal=True):
            if st.button("Explore", key=f"explore-{name}"):
                go("explore", dataset=name)
            if st.button("Train on it", key=f"train-{name}"):
                session().take_dataset(name)
                go("train", dataset=name)
            if record is not None and st.button("Rename", key=f"rename-{name}"):
                ask_names(record)
            if record is not None and st.button("Delete", key=f"delete-{name}", type="tertiary"):
                _ask_delete(record)


def _classes(facts: DatasetFacts) -> str:
    told = ", ".join(facts.classes[:MOST_CLASSES_TOLD])
    more = len(facts.classes) - MOST_CLASSES_TOLD
    return f"{told} and {more} more" if more > 0 else told


@st.fragment(run_every=TICK_SECONDS)
def _show_progress(record: DatasetRecord) -> None:
    """How far the import is; the whole page is drawn anew when it has ended."""
    now = lab().datasets.record(record.name)
    if now is None or now.job is None or not now.is_live:
        st.rerun()
    with st.container(border=True, gap="xsmall"):
        st.subheader(plain(now.title), anchor=False)
        show_job(now.job, "Importing …" if now.job.attempt else "Waiting to be imported …", key=now.name)


def _show_failure(record: DatasetRecord) -> None:
    with st.container(border=True, gap="xsmall"):
        st.subheader(plain(record.title), anchor=False)
        reason = str((record.job and record.job.reason) or "The import was cancelled.")
        st.error("  \n".join(map(plain, reason.splitlines())))
        st.button(
            "Remove", key=f"remove-{record.name}", on_click=trainer().delete_dataset, args=(record.name,)
        )


@st.dialog("Delete this data set?", on_dismiss="rerun")
def _ask_delete(record: DatasetRecord) -> None:
    session().asking = True
    st.markdown(
        f"**{plain(record.title)}**: its images and the votes on its labels go. This can't be undone."
    )
    with st.container(horizontal=True):
        if st.button("Delete data set", type="primary"):
            try:
                trainer().delete_dataset(record.name)
            except DatasetInUseError as error:
                st.error(plain(str(error)))
                return
            if session().dataset == record.name:
                session().take_dataset(DEFAULT_DATASET)
            st.rerun()
        if st.button("Cancel"):
            st.rerun()
