"""Draws the page anew when the theme changes, for Streamlit recolours only what is its own."""

from importlib.resources import files

import streamlit as st

from dashboard.toolkit.theme import Kind

_component = st.components.v2.component(
    "digit_lab_theme_watch",
    js=(files("dashboard.toolkit.components") / "theme_watch.js").read_text(encoding="utf-8"),
)


def follow_theme(drawn: Kind) -> None:
    """Watches for as long as the tab is open.

    Args:
        drawn: The theme whose colours the page has; one that the browser left while it was drawn counts too.
    """
    _component(key="theme-watch", data={"kind": drawn}, height=1, on_changed_change=_just_rerun)


def _just_rerun() -> None:
    """A trigger is reported only if it has a callback."""
