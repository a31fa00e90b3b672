"""What can be done with the selected run: open, rename, delete."""

from contextlib import suppress
from secrets import token_hex

import streamlit as st

from core.runs.run import Run, UnknownRunError
from core.trainer import TrainerError
from dashboard.toolkit.links import go
from dashboard.toolkit.run_chooser import forget
from dashboard.toolkit.state import session, trainer
from dashboard.toolkit.words import plain


def show_actions(run: Run) -> None:
    """The run's name, why it ended as it did, and a button for each thing."""
    st.subheader(plain(run.name), anchor=False)
    if run.reason:
        st.markdown(f":gray[{plain(str(run.reason))}]")
    with st.container(horizontal=True):
        if st.button("Open"):
            go("train", run=run.id)
        if run.can_predict and st.button("Evaluate"):
            go("evaluate", run=run.id)
        if run.can_predict and st.button("Draw"):
            go("draw", run=run.id)
        if st.button("Rename"):
            _rename(run, f"name-{token_hex(4)}")
        why_not = "A run that is going on has to be stopped first." if run.is_live else None
        if st.button("Delete", disabled=run.is_live, help=why_not):
            _delete(run)


@st.dialog("Rename this run", on_dismiss="rerun")
def _rename(run: Run, key: str) -> None:
    """Asks for another name, in a field with a key of its own, or abandoned text would come back."""
    session().asking = True
    with st.form("rename", border=False):
        name = st.text_input("Name", value=run.name, key=key)
        saved = st.form_submit_button("Save", type="primary")
    if saved:
        try:
            trainer().rename(run.id, name)
        except (TrainerError, UnknownRunError) as error:
            st.error(plain(str(error)))
        else:
            st.rerun()


@st.dialog("Delete this run?", on_dismiss="rerun")
def _delete(run: Run) -> None:
    """Asks again, for it cannot be taken back."""
    session().asking = True
    st.markdown(f"**{plain(run.name)}** goes for good, with its curves and its model.")
    with st.container(horizontal=True):
        if st.button("Delete for good"):
            with suppress(UnknownRunError):  # somebody else was faster
                trainer().delete(run.id)
            forget()
            st.rerun()
        if st.button("Keep it", type="primary"):
            st.rerun()
