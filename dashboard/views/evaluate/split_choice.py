"""What a model is evaluated on."""

import streamlit as st

from core.runs.run import Run
from dashboard.toolkit.split_field import split_field
from dashboard.toolkit.words import plain
from dashboard.views.evaluate.scores import FIGURE_PIXELS


def choose_split(run: Run) -> str:
    """The split on which a run's model is evaluated; `test` before there was any choice.

    The address has it under the name that links have always had.
    """
    with st.container(width=FIGURE_PIXELS):
        name = split_field(
            "measured-on",
            "test",
            width="stretch",
            help="test: 10,000 images that are held out. validation: 5,000 images that a run is checked on"
            " after each epoch. train: the 55,000 images that it trains on.",
        )
        st.markdown(f":gray[Model of {plain(run.name)}]")
    return name
