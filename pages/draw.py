"""Draw: sketch a digit, or upload one, and see what a model predicts."""

import streamlit as st

from dashboard.toolkit.layout import show_heading
from dashboard.toolkit.run_chooser import choose_run_with_model
from dashboard.views.draw.canvas import choose_drawing, choose_upload
from dashboard.views.draw.prediction import recognise_or_explain, show_prediction

show_heading("Draw", "Draw a digit; the prediction follows each stroke.")
run = choose_run_with_model()
with st.container(horizontal=True, gap="medium"):
    sheet, prediction = st.container(key="sheet"), st.container(key="beside-sheet")
with sheet:
    drawing = choose_drawing()
upload_field, upload_trouble = st.columns(2, gap="large", vertical_alignment="bottom")
with upload_field:
    upload = choose_upload()
found, source = None, "Your drawing" if upload is None else "Your upload"
if upload is not None:
    with upload_trouble:
        found = recognise_or_explain(upload.getvalue(), run)
elif drawing is not None:
    with prediction:
        found = recognise_or_explain(drawing, run)
else:
    prediction.info("Draw a digit from 0 to 9 with the mouse, a pen or a finger.")
if found is not None:
    with prediction:
        show_prediction(found, run, source)
