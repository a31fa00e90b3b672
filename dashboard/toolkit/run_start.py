"""Starting a run."""

from collections.abc import Callable

import streamlit as st

from core.models.settings import RecipeError
from core.runs.draft import Draft
from core.runs.run import Run
from core.text import ExplainedError
from dashboard.toolkit.state import lab, session, trainer
from dashboard.toolkit.words import plain, queue_words


def start_run(draft: Draft) -> Run | None:
    """Queues a run and says where it stands; None, with a sentence, where that is refused."""
    return begin_run(lambda: trainer().start(draft))


def begin_run(start: Callable[[], Run]) -> Run | None:
    """Has a run queued, as `start_run`."""
    try:
        run = start()
    except (RecipeError, ExplainedError) as error:
        st.toast(plain(str(error)))
        return None
    session().awaited.add(run.id)
    st.toast(plain(f"{run.name} · {queue_words(lab().runs_ahead(run))}"))
    return run
