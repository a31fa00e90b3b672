"""Draw: sketch a digit, or upload one, and see what a model answers."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile
from streamlit_drawable_canvas import st_canvas

from core.recognition.picture import FORMATS, LARGEST_BYTES, PictureError
from core.recognition.recognition import Recognition, recognise
from core.runs.run import Run
from dashboard.toolkit.bars import probability_bars
from dashboard.toolkit.caches import predictor
from dashboard.toolkit.components.canvas_tools import lift_canvas_tools
from dashboard.toolkit.state import session, widget
from dashboard.toolkit.theme import palette
from dashboard.toolkit.widgets import choose_run_with_model, colours, show_heading
from dashboard.toolkit.words import percent, plain

SIDE = 320
STROKE = 24
COLUMN = 280
SURE = 0.6
ENDINGS = [name.lower() for name in FORMATS] + ["jpg"]


def choose_drawing() -> bytes | None:
    """What stands on the canvas, as a PNG; None if it is blank."""
    sketch = session().sketch
    sketch.paper = sketch.paper or colours().kind
    sheet = palette(sketch.paper)
    key = f"canvas-{sketch.canvas}"
    if widget(key) is None:  # put up for the first time, or again after a visit to another page
        sketch.start = sketch.strokes
    drawing = st_canvas(
        stroke_width=STROKE,
        stroke_color=sheet.text,
        background_color=sheet.surface,
        width=SIDE,
        height=SIDE,
        initial_drawing=sketch.start,
        return_image_data=True,
        key=key,
        on_change=sketch.take_drawing,
    )
    st.button("Clear", width="stretch", on_click=sketch.clear)
    if drawing.image_bytes is not None:
        sketch.strokes, sketch.picture = drawing.json_data, drawing.image_bytes
    return None if sketch.is_blank else sketch.picture


def choose_upload() -> UploadedFile | None:
    """The uploaded file; a stroke takes it away."""
    sketch = session().sketch
    return st.file_uploader(
        "Or upload a picture",
        type=ENDINGS,
        max_upload_size=LARGEST_BYTES // 1_000_000,
        key=f"upload-{sketch.uploader}",
        on_change=sketch.take_upload,
        help="One digit, on light or dark paper; a photograph will do.",
    )


def recognise_kindly(picture: bytes | None, run: Run) -> Recognition | None:
    """The model's answer, or None with a sentence why there is none."""
    if picture is None:
        st.info("Draw a digit from 0 to 9 with the mouse, a pen or a finger.")
        return None
    try:
        return recognise(picture, predictor(run))
    except PictureError as error:
        st.info(plain(str(error)))
        return None


def show_prepared(found: Recognition) -> None:
    """The picture in MNIST's form, as the model receives it."""
    st.markdown("**What the model sees**")
    large = found.prepared.image.repeat(10, axis=0).repeat(10, axis=1)
    st.image(large, output_format="PNG", alt="The drawing as 28 by 28 pixels, light on black")
    st.markdown(":gray[28 × 28 pixels, cropped, scaled and centred by mass, as MNIST's authors did.]")


def show_answer(found: Recognition, run: Run, source: str) -> None:
    """The answer, how probable each digit is, and of what it is."""
    with st.container(key="answer"):
        st.metric("Answer", str(found.digit))
    st.html(probability_bars(found.probabilities, colours()))
    if found.probabilities.max() < SURE:
        st.markdown("The model is not sure.")
    accuracy = f", right on {percent(run.accuracy)} of test" if run.accuracy is not None else ""
    st.markdown(f":gray[{source}, read by {plain(run.name)}{accuracy}.]")


show_heading("Draw", "Sketch a digit; the answer follows each stroke.")
st.space("small")  # for the canvas's own tool bar
run = choose_run_with_model()
with st.container(horizontal=True, gap="medium"):
    sheet, answer, prepared = (st.container(width=width) for width in (SIDE, COLUMN, COLUMN))
with sheet:
    drawing = choose_drawing()
upload = choose_upload()
lift_canvas_tools()
picture, source = (drawing, "Your drawing") if upload is None else (upload.getvalue(), "Your upload")
with answer:
    found = recognise_kindly(picture, run)
    if found is not None:
        show_answer(found, run, source)
with prepared:
    if found is not None:
        show_prepared(found)
