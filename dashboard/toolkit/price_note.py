"""The line below a form that says how long what it starts will take."""

from collections.abc import Callable

import streamlit as st

from core.data.datasets import UnknownDatasetError
from core.runs.draft import Draft
from core.runs.expected_time import ExpectedTime
from core.timing_acts import TimingActs
from dashboard.toolkit.components.change_watch import watch_changes
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.state import lab, trainer


@st.fragment
def show_price(draft: Draft, words: Callable[[ExpectedTime], str]) -> None:
    """The line; drawn anew where it stands when the training has been timed, or a run has begun or ended.

    Args:
        draft: A training that the form starts.
        words: The line, by the time that the training takes.
    """
    changes = lab().changes()
    try:
        expected = TimingActs(trainer()).expect(draft)
    except UnknownDatasetError:  # somebody has just deleted it; the page chooses another one
        st.rerun()
    with st.container(gap=None):  # what watches draws nothing, and shall take no place
        show_note(words(expected))
        watch_changes(changes, key="price-watch")
