"""The field for a split, which Streamlit keeps in the address by its key."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from core.data.dataset import SPLITS


def split_field(
    key: str,
    default: str,
    *,
    options: Sequence[str] = SPLITS,
    help: str,  # noqa: A002 -- as Streamlit calls it
    on_change: Callable[[], None] | None = None,
    width: Literal["content", "stretch"] = "content",
) -> str:
    """A row of buttons, one of which is chosen; returns the name of the split.

    Args:
        key: A constant.
        default: What is chosen at first; the address leaves it out.
        options: The choices.
        help: What they mean.
        on_change: Called before the rerun that follows a click.
        width: Of the row.
    """
    chosen = st.segmented_control(
        "Split",
        options,
        default=default,  # beside a value that code sets: the address leaves it out
        required=True,
        key=key,
        on_change=on_change,
        bind="query-params",
        persist_state="session",
        width=width,
        help=help,
    )
    return str(chosen or default)
