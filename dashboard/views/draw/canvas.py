"""The canvas: what is drawn on it, with which brush, and how many digits a picture is taken to show."""

from typing import Final, cast

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from core.data.dataset import Dataset
from core.recognition.form import Form, reads_digits
from dashboard.toolkit.address_choice import choose_in_address
from dashboard.toolkit.components.canvas_tools import fit_canvas
from dashboard.toolkit.layout import colours
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import Brush, Sketch, session
from dashboard.toolkit.theme import palette

CANVAS_SIDE_PIXELS = 560
"""Of the drawing itself; the browser shows it as large as its screen allows."""

STROKE_PIXELS: Final[dict[Brush, int]] = {"thin": 24, "medium": 42, "thick": 60, "eraser": 72}
SEVERAL_STROKE_PIXELS: Final[dict[Brush, int]] = {"thin": 11, "medium": 18, "thick": 27, "eraser": 36}
"""Of the canvas, where one digit is drawn and where several are."""
BRUSHES: Final[dict[Brush, str]] = {
    "thin": "Thin",
    "medium": "Medium",
    "thick": "Thick",
    "eraser": "Eraser",
}
HOW_MANY_KEY = "digits"
HOW_MANY = {"one": "One digit", "several": "Several digits"}
"""What a picture is taken to show, by what the address says under `HOW_MANY_KEY`."""


def choose_drawing(dataset: Dataset, form: Form) -> bytes | None:
    """What stands on the canvas, as a PNG, or None if it is blank.

    Args:
        dataset: What the model has learned; where that are no digits, one class is drawn at a time.
        form: What the drawing has to become for it.
    """
    sketch = session().sketch
    several = reads_digits(dataset, form) and st.query_params.get(HOW_MANY_KEY) == "several"
    sketch.paper = sketch.paper or colours().kind
    sheet = palette(sketch.paper)
    canvas = WidgetSlot(f"canvas-{sketch.canvas}", object)
    if canvas.get() is None:  # put up for the first time, or again after a visit to another page
        sketch.start = sketch.strokes
    drawing = st_canvas(
        stroke_width=(SEVERAL_STROKE_PIXELS if several else STROKE_PIXELS)[sketch.brush],
        stroke_color=sheet.surface if sketch.brush == "eraser" else sheet.text,
        background_color=sheet.surface,
        width=CANVAS_SIDE_PIXELS,
        height=CANVAS_SIDE_PIXELS,
        initial_drawing=sketch.start,
        return_image_data=True,
        key=canvas.key,
        on_change=sketch.take_drawing,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="tools"):
        _choose_brush(sketch)
        st.button("Clear", on_click=sketch.clear, key="clear")
    if drawing.image_bytes is not None:
        sketch.strokes, sketch.picture = drawing.json_data, drawing.image_bytes
    hint = "Draw digits here" if several else _hint(dataset, form)
    fit_canvas(
        hint="" if sketch.has_strokes else hint,
        hint_colour=sheet.muted,
        brush=sketch.brush,
        number=sketch.canvas,
    )
    return None if sketch.is_blank else sketch.picture


def _choose_brush(sketch: Sketch) -> None:
    """The pens and the eraser; the session remembers the choice."""
    slot: WidgetSlot[str] = WidgetSlot("brush", str)
    slot.set(sketch.brush)
    st.segmented_control(
        "Brush",
        list(BRUSHES),
        format_func=lambda brush: BRUSHES[brush],
        required=True,
        key=slot.key,
        on_change=lambda: sketch.take_brush(cast(Brush, slot.get() or sketch.pen)),
        label_visibility="collapsed",
        width="content",
    )


def choose_how_many(dataset: Dataset, form: Form) -> str:
    """How many digits a picture is taken to show, a key of `HOW_MANY`; the arguments are those above."""
    if not reads_digits(dataset, form):
        return "one"
    return choose_in_address("Digits", HOW_MANY, key=HOW_MANY_KEY, is_label_shown=False)


def _hint(dataset: Dataset, form: Form) -> str:
    """What to draw, and how large where that counts."""
    hint = "Draw a digit here" if dataset.class_noun == "digit" else "Draw here"
    return hint if form.method == "digit" else f"{hint}, over the whole sheet"
