"""The name of the selected run, and the button that stops it."""

import streamlit as st

from core.runs.run import Run, UnknownRunError
from core.runs.state import State
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import plain


def show_header(run: Run) -> None:
    """The name, with the button that stops the run while it waits or trains."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(run.name), anchor=False)
        if run.is_live:
            stopping = lab().is_stopping(run)
            st.button(
                "Stopping …" if stopping else "Stop",
                disabled=stopping,
                help="Ends the training and keeps what was learned.",
                on_click=_stop,
                args=(run.id,),
            )


def _stop(run_id: str) -> None:
    """Asks a run to stop, and says what will come of it as it stands now."""
    try:
        run = lab().run(run_id)
    except UnknownRunError:  # somebody deleted it meanwhile
        return
    trainer().stop(run_id)
    waits = "It will not start." if run.state is State.QUEUED else "Stopping; what was learned is kept."
    st.toast(waits if run.is_live else "It had just ended.")
