"""The frame of a page: colours, heading, figures in a row, an empty page."""

from typing import NoReturn

import streamlit as st

from dashboard.toolkit.links import link
from dashboard.toolkit.theme import Palette, palette

METRIC_WIDTH = 140


class EndOfPage(Exception):
    """Ends a page that has said all it can; after `st.stop` the shell could not draw anything either."""


def colours() -> Palette:
    """The colours of the theme on this visitor's screen."""
    return palette("dark" if st.context.theme.type == "dark" else "light")


def show_heading(title: str, sentence: str) -> None:
    """The page's title and the one sentence under it."""
    st.title(title, anchor=False)
    st.markdown(f":gray[{sentence}]")


def show_note(*lines: str) -> None:
    """Small grey lines below what they are about."""
    st.markdown("  \n".join(f":gray[:small[{line}]]" for line in lines))


def show_metrics(*metrics: tuple[str, str]) -> None:
    """Metrics, each with its label, in a row that breaks where the screen is narrow."""
    with st.container(horizontal=True):
        for label, value in metrics:
            st.metric(label, value, width=METRIC_WIDTH)


def show_empty(sentence: str) -> NoReturn:
    """Says that there is nothing here yet and what to do about it; the page ends here."""
    st.info(sentence)
    link("start", "To the start, where one click trains a model")
    raise EndOfPage
