"""Reruns the fragment it stands in when anything has changed in the lab, whoever did it."""

from importlib.resources import files

import streamlit as st

from dashboard.navigation import CHANGES
from dashboard.toolkit.components.assets import SERVED_JS

_component = st.components.v2.component(
    "digit_lab_change_watch",
    js=SERVED_JS + (files("dashboard.toolkit.components") / "change_watch.js").read_text(encoding="utf-8"),
)


def watch_changes(changes: int, key: str = "change-watch") -> None:
    """Watches for as long as it stands on the page; draws nothing.

    Args:
        changes: The lab's count of changes as this rerun has read it.
        key: A constant, another one at each place of a page.
    """
    data = {"path": CHANGES, "changes": changes}
    _component(key=key, data=data, height=1, on_changed_change=_just_rerun)


def _just_rerun() -> None:
    """A trigger is reported only if it has a callback."""
