"""The drawing canvas's own tool bar above the canvas, in sight, with Undo and Redo alone.

As it comes, it lies unseen on the canvas until something hovers, and swallows each stroke that begins there.
"""

import json
from importlib.resources import files

import streamlit as st

_FOLDER = files("dashboard.toolkit.components")
_CSS = (_FOLDER / "canvas_tools.css").read_text(encoding="utf-8")

_component = st.components.v2.component(
    "digit_lab_canvas_tools",
    js=f"const CSS = {json.dumps(_CSS)};\n" + (_FOLDER / "canvas_tools.js").read_text(encoding="utf-8"),
)


def lift_canvas_tools() -> None:
    """Makes it so for as long as the tab is open; draws nothing."""
    _component(key="canvas-tools", height=1)
