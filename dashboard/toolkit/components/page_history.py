"""An entry for each page and run in the browser's history, so that Back leads to what was there before."""

from importlib.resources import files

import streamlit as st

_component = st.components.v2.component(
    "digit_lab_page_history",
    js=(files("dashboard.toolkit.components") / "page_history.js").read_text(encoding="utf-8"),
)


def keep_history() -> None:
    """Makes it so for as long as the tab is open; draws nothing."""
    _component(key="page-history", height=1)
