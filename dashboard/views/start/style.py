"""How the parts of Start look, where Streamlit has no options for it."""

from importlib.resources import files
from typing import Final

import streamlit as st

from dashboard.toolkit.layout import colours

_RULES: Final = (files("dashboard.views.start") / "start.css").read_text(encoding="utf-8")


def apply_style() -> None:
    """Writes the rules into the page, with the colours of its theme as variables; draws nothing."""
    look = colours()
    names = ("background", "text", "muted", "line", "accent", "link", "error")
    variables = " ".join(f"--start-{name}: {getattr(look, name)};" for name in names)
    st.html(f"<style>.stApp {{ {variables} }} {_RULES}</style>")
