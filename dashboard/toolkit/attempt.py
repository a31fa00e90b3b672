"""An act of a visitor that may be refused, because they may not or it comes too late."""

from collections.abc import Callable

import streamlit as st

from core.text import ExplainedError
from dashboard.toolkit.words import plain


def attempt(act: Callable[[], object]) -> bool:
    """Does what a visitor asks for, and returns whether it was done; a refusal is told in a toast."""
    try:
        act()
    except ExplainedError as error:
        st.toast(plain(str(error)))
        return False
    return True
