"""What a model is measured on."""

import streamlit as st

from dashboard.toolkit.splits import SPLITS


def choose_split() -> str:
    """The split; `test` before there was any choice."""
    chosen = st.segmented_control(
        "Measured on",
        SPLITS,
        default="test",
        required=True,
        key="measured-on",
        bind="query-params",
        persist_state="session",
        help="test: 10,000 images that no model learned from. validation: 5,000 that ours are watched on."
        " train: the 55,000 that they learn from.",
    )
    return str(chosen or "test")
