"""Clicks of a mouse that count although the page has moved their button.

A field tells the page what was typed when one leaves it, and that is when the mouse is pressed on a button.
The answer may take away a sentence about that field. The button below moves up then, and the mouse is let go
where there is nothing.
"""

from importlib.resources import files

import streamlit as st

_component = st.components.v2.component(
    "digit_lab_moved_button",
    js=(files("dashboard.toolkit.components") / "moved_button.js").read_text(encoding="utf-8"),
)


def keep_clicks() -> None:
    """Makes a mouse's click on a button, label or fold count that ends where that was when it began.

    It draws nothing.
    """
    _component(key="moved-button", height=1)
