"""The drawing canvas as large as its place, with a hint while it is blank, and its tools below it.

As it comes, it has a fixed size, and its tool bar lies unseen on it until something hovers and swallows each
stroke that begins there. Strokes know nothing of the size at which the browser shows them: the canvas counts
in pixels of its own. And it would drop what was drawn of a stroke when another brush, or another
canvas, arrives in its middle.
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


def fit_canvas(*, hint: str, hint_colour: str, brush: str = "", number: int = 0) -> None:
    """Makes each canvas of the tab so; draws nothing.

    Args:
        hint: What stands on the canvas without being part of the picture; "" for nothing. It goes as
            soon as a stroke begins.
        hint_colour: As `#rrggbb`.
        brush: What the canvas draws with now, where there are several.
        number: Another one for each new canvas. Strokes that begin between a click on an element of the class
            `st-key-brush` or `st-key-clear` and the arrival of what that asks for wait for it.
    """
    data = {"hint": hint, "colour": hint_colour, "brush": brush, "number": number}
    _component(key="canvas-tools", height=1, data=data)
