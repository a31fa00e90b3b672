"""Explore: the images themselves, or what they are like on the whole."""

import streamlit as st

from dashboard.toolkit.dataset_choice import choose_dataset
from dashboard.toolkit.layout import show_heading
from dashboard.toolkit.words import plain
from dashboard.views.explore.about import sentence_about
from dashboard.views.explore.parts import choose_part
from dashboard.views.explore.split_and_digits import forget_images

heading = st.container()
dataset = choose_dataset(run_id=st.query_params.get("run", ""), on_change=forget_images, has_drawn=True)
with heading:
    show_heading("Explore", plain(sentence_about(dataset)))
choose_part(dataset).show(dataset)
