"""Draw: sketch a digit, or upload one, and see what a model answers."""

import streamlit as st

from dashboard.toolkit.components.canvas_tools import lift_canvas_tools
from dashboard.toolkit.layout import show_heading
from dashboard.toolkit.run_chooser import choose_run_with_model
from dashboard.views.draw.answer import COLUMN_PIXELS, recognise_or_explain, show_answer, show_prepared
from dashboard.views.draw.canvas import CANVAS_SIDE_PIXELS, choose_drawing, choose_upload

show_heading("Draw", "Sketch a digit; the answer follows each stroke.")
st.space("small")  # for the canvas's own tool bar
run = choose_run_with_model()
widths = (CANVAS_SIDE_PIXELS, COLUMN_PIXELS, COLUMN_PIXELS)
with st.container(horizontal=True, gap="medium"):
    sheet, answer, prepared = (st.container(width=width) for width in widths)
with sheet:
    drawing = choose_drawing()
upload = choose_upload()
lift_canvas_tools()
picture, source = (drawing, "Your drawing") if upload is None else (upload.getvalue(), "Your upload")
with answer:
    found = recognise_or_explain(picture, run)
    if found is not None:
        show_answer(found, run, source)
with prepared:
    if found is not None:
        show_prepared(found)
