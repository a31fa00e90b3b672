"""What is asked before a run or a sweep gets another name."""

from collections.abc import Callable
from secrets import token_hex

import streamlit as st

from core.text import ExplainedError
from dashboard.toolkit.state import session
from dashboard.toolkit.words import plain


def ask_name(what: str, name: str, rename: Callable[[str], None]) -> None:
    """Asks for another name, in a field with a key of its own, or abandoned text would come back.

    Args:
        what: What is renamed, such as "run".
        name: What it is called now.
        rename: Gives it the name; what it raises is told.
    """
    st.dialog(f"Rename this {what}", on_dismiss="rerun")(_ask)(name, rename, token_hex(4))


def _ask(name: str, rename: Callable[[str], None], key: str) -> None:
    session().asking = True
    with st.form("rename", border=False):
        typed = st.text_input("Name", value=name, key=f"name-{key}")
        saved = st.form_submit_button("Save", type="primary")
    if saved:
        try:
            rename(typed)
        except ExplainedError as error:
            st.error(plain(str(error)))
        else:
            st.rerun()
