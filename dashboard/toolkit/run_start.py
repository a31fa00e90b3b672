"""Starting a run."""

import streamlit as st

from core.names import WishError
from core.runs.draft import Draft
from core.runs.run import Run
from dashboard.toolkit.state import lab, session, trainer
from dashboard.toolkit.words import plain, queue_words


def start_run(draft: Draft) -> Run | None:
    """Queues a run and says where it stands; None, with a sentence, where the visitor has too many there."""
    try:
        run = trainer().start(draft)
    except WishError as error:
        st.toast(plain(str(error)))
        return None
    session().awaited.add(run.id)
    st.toast(plain(f"{run.name} · {queue_words(lab().runs_ahead(run))}"))
    return run
