"""The fields for the axes of learning curves, the same on every page; the address has what they say."""

from typing import Final, get_args

import streamlit as st

from dashboard.toolkit.chart_look import LossAxis, XAxis

_X_AXES: Final[dict[XAxis, str]] = {"epoch": "Epoch", "time": "Time"}


def choose_x_axis() -> XAxis:
    """What the horizontal axis counts."""
    chosen: XAxis = st.segmented_control(
        "X axis",
        list(_X_AXES),
        default="epoch",
        required=True,
        format_func=lambda each: _X_AXES[each],
        key="x-axis",
        bind="query-params",
        persist_state="session",
        help="Time counts the seconds of training, validation included.",
    )
    return chosen


def choose_loss_axis() -> LossAxis:
    """Whether the loss has a logarithmic axis."""
    axes: tuple[LossAxis, ...] = get_args(LossAxis)
    chosen: LossAxis = st.segmented_control(
        "Loss axis",
        axes,
        default="auto",
        required=True,
        format_func=str.capitalize,
        key="loss-axis",
        bind="query-params",
        persist_state="session",
        help="Auto switches to a log axis when the loss explodes.",
    )
    return chosen
