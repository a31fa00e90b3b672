"""What a model is evaluated on."""

import streamlit as st

from core.data.dataset import SPLITS
from core.runs.run import Run
from dashboard.toolkit.words import plain
from dashboard.views.evaluate.scores import FIGURE_PIXELS


def choose_split(run: Run) -> str:
    """The split on which a run's model is evaluated; `test` before there was any choice.

    The address has it under the name that links have always had.
    """
    with st.container(width=FIGURE_PIXELS):
        name = _choose_split()
        st.markdown(f":gray[Model of {plain(run.name)}]")
    return name


def _choose_split() -> str:
    chosen = st.segmented_control(
        "Split",
        SPLITS,
        default="test",
        required=True,
        key="measured-on",
        bind="query-params",
        persist_state="session",
        help="test: 10,000 images that are held out. validation: 5,000 images that a run is checked on after"
        " each epoch. train: the 55,000 images that it trains on.",
    )
    return str(chosen or "test")
