"""What is asked before a sweep gets another name."""

from secrets import token_hex

import streamlit as st

from core.names import WishError
from core.sweep_acts import SweepActs
from core.sweeps.sweep import Sweep, UnknownSweepError
from dashboard.toolkit.state import session, trainer
from dashboard.toolkit.words import plain


def ask_name(sweep: Sweep) -> None:
    """Asks for another name, in a field with a key of its own, or abandoned text would come back."""
    _rename(sweep, f"sweep-name-{token_hex(4)}")


@st.dialog("Rename this sweep", on_dismiss="rerun")
def _rename(sweep: Sweep, key: str) -> None:
    session().asking = True
    with st.form("rename-sweep", border=False):
        name = st.text_input("Name", value=sweep.name, key=key)
        saved = st.form_submit_button("Save", type="primary")
    if saved:
        try:
            SweepActs(trainer()).rename(sweep.id, name)
        except (WishError, UnknownSweepError) as error:
            st.error(plain(str(error)))
        else:
            st.rerun()
