"""A picture, and beside it what one has to know of it; on a telephone below it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

PICTURE_PIXELS, WORDS_PIXELS = 280, 208
"""Widths; both have room in a half of the page."""


def beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The place for the picture, and that for the words."""
    row = st.container(horizontal=True, gap="medium")
    return row.container(width=PICTURE_PIXELS), row.container(width=WORDS_PIXELS)
