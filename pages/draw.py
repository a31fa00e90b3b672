"""Draw: sketch something, or upload a picture, and see what a model predicts."""

import streamlit as st

from dashboard.toolkit.layout import show_heading
from dashboard.toolkit.model_chooser import choose_model
from dashboard.views.draw.canvas import choose_drawing, choose_how_many
from dashboard.views.draw.correction import show_correction
from dashboard.views.draw.explanations import show_explanations
from dashboard.views.draw.gallery import choose_picture
from dashboard.views.draw.game import offer_game, show_game_if_asked
from dashboard.views.draw.pictures import choose_pictures
from dashboard.views.draw.prediction import form_for, learned_by, recognise_or_explain, show_prediction
from dashboard.views.draw.several import show_several

show_game_if_asked()
show_heading("Draw", "Draw or upload a picture; the prediction follows each stroke.")
model = choose_model()
learned, form = learned_by(model), form_for(model)
with st.container(horizontal=True, gap="medium"):
    sheet, prediction = st.container(key="sheet"), st.container(key="beside-sheet")
with sheet:
    drawing = choose_drawing(learned, form)
with prediction:
    how_many = choose_how_many(learned, form)
upload_field, upload_trouble = st.columns(2, gap="large")
with upload_field:
    pictures = choose_pictures(learned, form)
if not pictures:
    picture, source, place = drawing, "Your drawing", prediction
else:
    with prediction:
        chosen = choose_picture(pictures, model, several=how_many == "several")
    picture, source = chosen.content, chosen.source
    place = upload_trouble if len(pictures) == 1 else prediction
if how_many == "several":
    with prediction:
        show_several(picture, model, source)
else:
    with place:
        found = recognise_or_explain(picture, model, is_drawing=not pictures)
    if picture is None:
        with prediction:
            offer_game(model)
    elif found is not None:
        with prediction:
            below = show_prediction(found, model, source)
        with below:
            show_correction(found, model, picture, is_drawing=not pictures)
        show_explanations(picture, found, model, source)
