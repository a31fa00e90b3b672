"""Starting a run."""

import streamlit as st

from core.runs.draft import Draft
from core.runs.run import Run
from dashboard.toolkit.run_chooser import hold
from dashboard.toolkit.state import lab, session, trainer
from dashboard.toolkit.words import plain, queue_words


def start_and_show(draft: Draft) -> None:
    """Queues a run and puts it on screen."""
    run = _start(draft)
    hold(run.id)
    st.rerun()


def start_beside(draft: Draft) -> None:
    """Queues a run; the one that is on screen stays there."""
    _start(draft)
    st.rerun()


def _start(draft: Draft) -> Run:
    run = trainer().start(draft)
    session().awaited.add(run.id)
    st.toast(plain(f"{run.name} · {queue_words(lab().runs_ahead(run))}"))
    return run
