"""The field for a split, which Streamlit keeps in the address by its key."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from core.data.dataset import SPLITS


def split_field(
    key: str,
    default: str,
    *,
    help: str,  # noqa: A002 -- as Streamlit calls it
    on_change: Callable[[], None] | None = None,
    width: Literal["content", "stretch"] = "content",
) -> str:
    """A row of buttons, one of which is chosen; returns the name of the split."""
    chosen = st.segmented_control(
        "Split",
        SPLITS,
        default=default,
        required=True,
        key=key,
        on_change=on_change,
        bind="query-params",
        persist_state="session",
        width=width,
        help=help,
    )
    return str(chosen or default)
