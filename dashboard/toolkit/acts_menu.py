"""A menu of what can be done with something, behind one button."""

from collections.abc import Callable, Mapping

import streamlit as st


def acts_menu(label: str, acts: Mapping[str, Callable[[], object]], *, key: str) -> None:
    """A button that opens a list of acts and carries out the chosen one; nothing without any.

    Args:
        label: Of the button.
        acts: What each does, by what it is called. They run in the page's script, so they may leave for
            another page or open a dialog.
        key: Of the widget.
    """
    chosen = st.menu_button(label, list(acts), key=key) if acts else None
    if chosen is not None:
        acts[chosen]()
