"""What is to be recognised: a drawing or an uploaded file."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile
from streamlit_drawable_canvas import st_canvas

from core.data.dataset import Dataset
from core.recognition.form import Form
from core.recognition.picture import FORMATS, LARGEST_BYTES
from dashboard.toolkit.address_choice import choose_in_address
from dashboard.toolkit.components.canvas_tools import fit_canvas
from dashboard.toolkit.components.upload_field import group_upload_field
from dashboard.toolkit.layout import colours
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import session
from dashboard.toolkit.theme import palette
from dashboard.toolkit.words import plain

CANVAS_SIDE_PIXELS = 560
"""Of the drawing itself; the browser shows it as large as its screen allows."""

STROKE_PIXELS, THIN_STROKE_PIXELS = 42, 18
HOW_MANY_KEY = "digits"
HOW_MANY = {"one": "One digit", "several": "Several digits"}
"""What a picture is taken to show, by what the address says under `HOW_MANY_KEY`."""
ENDINGS = [name.lower() for name in FORMATS] + ["jpg"]


def choose_drawing(dataset: Dataset, form: Form) -> tuple[bytes | None, str]:
    """What stands on the canvas, as a PNG or None if it is blank; and how many digits it is taken to show.

    Args:
        dataset: What the model has learned; where that are no digits, one class is drawn at a time.
        form: What the drawing has to become for it.
    """
    sketch = session().sketch
    may_be_several = dataset.class_noun == "digit" and form.method == "digit"
    several = may_be_several and st.query_params.get(HOW_MANY_KEY) == "several"
    sketch.paper = sketch.paper or colours().kind
    sheet = palette(sketch.paper)
    canvas = WidgetSlot(f"canvas-{sketch.canvas}", object)
    if canvas.get() is None:  # put up for the first time, or again after a visit to another page
        sketch.start = sketch.strokes
    drawing = st_canvas(
        stroke_width=THIN_STROKE_PIXELS if several else STROKE_PIXELS,
        stroke_color=sheet.text,
        background_color=sheet.surface,
        width=CANVAS_SIDE_PIXELS,
        height=CANVAS_SIDE_PIXELS,
        initial_drawing=sketch.start,
        return_image_data=True,
        key=canvas.key,
        on_change=sketch.take_drawing,
    )
    how_many = "one"
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="xsmall"
    ):
        st.button("Clear", on_click=sketch.clear, key="clear")
        if may_be_several:
            how_many = choose_in_address("Digits", HOW_MANY, key=HOW_MANY_KEY, is_label_shown=False)
    if drawing.image_bytes is not None:
        sketch.strokes, sketch.picture = drawing.json_data, drawing.image_bytes
    hint = "Draw digits here" if several else _hint(dataset, form)
    fit_canvas(hint=hint if sketch.is_blank else "", hint_colour=sheet.muted)
    return None if sketch.is_blank else sketch.picture, how_many


def _hint(dataset: Dataset, form: Form) -> str:
    """What to draw, and how large where that counts."""
    hint = "Draw a digit here" if dataset.class_noun == "digit" else "Draw here"
    return hint if form.method == "digit" else f"{hint}, over the whole sheet"


def choose_upload(dataset: Dataset, form: Form) -> UploadedFile | None:
    """The uploaded file; a stroke takes it away. The arguments are those of `choose_drawing`."""
    sketch = session().sketch
    group_upload_field(sketch.uploader)
    return st.file_uploader(
        "Or upload a picture",
        type=ENDINGS,
        max_upload_size=LARGEST_BYTES // 1_000_000,
        key=f"upload-{sketch.uploader}",
        on_change=sketch.take_upload,
        help=_help(dataset, form),
    )


def _help(dataset: Dataset, form: Form) -> str:
    """What may be on a picture."""
    if form.method == "digit":
        what = "One digit" if dataset.class_noun == "digit" else "One class"
        return f"{what}, on light or dark paper; a photograph will do."
    return plain(f"A picture such as those of {dataset.title}; all of it becomes 28 × 28 grey pixels.")
