"""The learning curves of a run, live or ended, and how they are drawn."""

from dataclasses import dataclass
from typing import get_args

import streamlit as st

from core.runs.progress import Progress
from core.runs.run import Run
from dashboard.toolkit.charts import LossAxis
from dashboard.toolkit.components.live_curves import live_curves
from dashboard.toolkit.layout import colours
from dashboard.toolkit.state import session


@dataclass(frozen=True)
class Look:
    """How the curves are drawn; see `live_curves`."""

    loss_axis: LossAxis
    smoothing: float


def show_curves(run: Run, progress: Progress, look: Look) -> None:
    """Loss and accuracy side by side."""
    live_curves(
        session().feed,
        run=run.id,
        attempt=progress.cursor[0],
        curves=progress.curves(),
        total_epochs=run.manifest.epochs,
        palette=colours(),
        key="curves",
        loss_axis=look.loss_axis,
        resumed_after=_marks(run, progress),
        smoothing=look.smoothing,
    )


def _marks(run: Run, progress: Progress) -> list[int]:
    """The epochs after which the run was resumed or changed."""
    changed = {change.after for change in run.manifest.changes if change.after}
    return sorted(changed.union(progress.resumed_after))


def choose_look() -> Look:
    """The loss axis and the smoothing, in a pop-over."""
    axes: tuple[LossAxis, ...] = get_args(LossAxis)
    with st.popover("Chart"):
        axis = st.segmented_control(
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
        smoothing = st.slider(
            "Smoothing",
            0.0,
            0.99,
            0.0,
            key="smoothing",
            bind="query-params",
            persist_state="session",
            help="Weight of earlier points in the per-batch line (exponential moving average).",
        )
    return Look(axis, smoothing)
