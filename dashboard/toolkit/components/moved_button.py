"""Clicks that count although the page has moved their button.

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
    """Makes each click count that ends where its button was when it began; draws nothing."""
    _component(key="moved-button", height=1)
