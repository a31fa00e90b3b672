"""Two charts of a run, which grow while it trains; each tick sends the browser only what is new.

The protocol: the figures are those of `charts`, sent once without points for each run and look; what lies
behind the run's own lines is in them. Points are counted from the start of the run, and every window of
points says where it starts. The browser counts what it has, drops what it has already, and on a gap, or
without the figures of this run and look, raises the trigger `missing`; the next payload is then `whole`. A
window reaches some points back, so that a lost tick or two is no gap.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.runs.curves import Curves
from dashboard.toolkit.chart_look import Drawing, XAxis, x_of
from dashboard.toolkit.charts import METRICS, learning_curves, learning_rate_curve, value_axis
from dashboard.toolkit.components.assets import LEGEND_PATH, LIVE_CURVES_PATH, PLOTLY_PATH, SERVED_JS
from dashboard.toolkit.components.figure import CONFIG
from dashboard.toolkit.slots import was_drawn

MOST_BATCH_POINTS: Final = 2_000
"""A payload never holds more batch points than that; a chart of 600 px cannot show more."""

OVERLAP: Final = 10
"""So many points are sent again at each tick: a second of ten points a second."""

EPOCH_OVERLAP: Final = 3
"""So many epochs are sent again at each tick; few have more than one in it."""

Payload = dict[str, Any]

Mark = tuple[int, str]
"""The epoch, counted from 1, after which something happened, and what."""


@dataclass
class CurveFeed:
    """What one browser session has been sent of which run; a few numbers, kept in the session between ticks.

    Attributes:
        run: The run on screen and
        attempt: which of its attempts; a change of either starts over.
        batches: Batch points sent so far.
        epochs: Epochs sent so far.
        look: The `Drawing.key` of the figures that were sent; empty before they were.
    """

    run: str = ""
    attempt: int = 0
    batches: int = 0
    epochs: int = 0
    look: str = ""

    def rewind(self) -> None:
        """Forget what was sent, so that the next payload is whole."""
        self.batches = self.epochs = 0
        self.look = ""

    def payload(
        self,
        run: str,
        attempt: int,
        curves: Curves,
        drawing: Drawing,
        marks: Sequence[Mark] = (),
        best: int | None = None,
    ) -> Payload:
        """What to send now, given all points of the run so far.

        Args:
            run: The run's id.
            attempt: Which attempt at the run the points belong to.
            curves: Every point so far, those sent before included.
            drawing: How they are drawn.
            marks: What happened on its way.
            best: Its best epoch, from 1, if one shall be marked.
        """
        self._follow(run, attempt, curves)
        if self.look != drawing.key:
            self.rewind()  # another axis has other points
        points, epochs = len(curves.batch_x), len(curves.epoch)
        whole = self.batches == 0 or points - self.batches > MOST_BATCH_POINTS - OVERLAP
        batch_start = 0 if whole else max(0, self.batches - OVERLAP)
        epoch_start = 0 if whole else max(0, self.epochs - EPOCH_OVERLAP)
        self.batches, self.epochs = points, epochs
        return self._figures(drawing) | {
            "run": run,
            "attempt": attempt,
            "look": drawing.key,
            "whole": whole,
            "batch_start": batch_start,
            "batch_end": points,
            "epoch_start": epoch_start,
            "best": best,
            **_rows(curves, drawing, _indices(batch_start, points), epoch_start),
            **_frame(curves, drawing, marks),
        }

    def _figures(self, drawing: Drawing) -> Payload:
        """The figures without points, unless the browser has them in this look."""
        if self.look == drawing.key:
            return {}
        self.look = drawing.key
        figures: dict[str, str] = {metric: learning_curves(metric, drawing).to_json() for metric in METRICS}
        if drawing.rates is not None:
            figures["rate"] = learning_rate_curve(drawing).to_json()
        return {"figures": figures, "config": CONFIG}

    def _follow(self, run: str, attempt: int, curves: Curves) -> None:
        changed = (run, attempt) != (self.run, self.attempt)
        shrunk = len(curves.batch_x) < self.batches or len(curves.epoch) < self.epochs
        if changed or shrunk:
            self.rewind()
        self.run, self.attempt = run, attempt


def _frame(curves: Curves, drawing: Drawing, marks: Sequence[Mark]) -> Payload:
    """The axes, the upright lines, and how far the run is."""
    look = drawing.look
    positions = np.concatenate([curves.batch_x[-1:], curves.epoch[-1:]])
    places = _places(curves, [epoch for epoch, _ in marks], look.x_axis)
    return {
        "x_axis": look.x_axis,
        "axes": {
            metric: value_axis(curves, metric, look.loss_axis, drawing.references) for metric in METRICS
        },
        "marks": [[_short(x), words] for x, (_, words) in zip(places, marks, strict=True)],
        "position": round(float(positions.max(initial=0.0)), 1),
        "total_epochs": drawing.total_epochs,
        "smoothing": look.smoothing,
    }


def _places(curves: Curves, epochs: Sequence[int], x_axis: XAxis) -> Sequence[float]:
    """Where the ends of some epochs, counted from 1, stand on the axis."""
    if x_axis == "epoch":
        return epochs
    ends = np.concatenate([[0.0], np.cumsum(np.nan_to_num(curves.seconds))])
    return [float(ends[min(epoch, len(ends) - 1)]) for epoch in epochs]


def _indices(start: int, end: int) -> NDArray[np.int64]:
    """The points start..end-1, evenly thinned to what a payload may hold, first and last included."""
    count = min(end - start, MOST_BATCH_POINTS)
    return np.linspace(start, end - 1, count).round().astype(np.int64)


def _rows(curves: Curves, drawing: Drawing, batches: NDArray[np.int64], epoch_start: int) -> Payload:
    """The batch points of these indices and the epochs from one on, a row each, as the script has them."""
    batch_x, epoch_x = x_of(curves, drawing.images, drawing.look.x_axis)
    batch = [batch_x[batches], curves.batch_loss[batches], curves.batch_accuracy[batches]]
    if drawing.rates is not None:
        batch.append(drawing.rates(curves.batch_x[batches]))
    epochs = (
        epoch_x, curves.loss, curves.accuracy, curves.val_loss, curves.val_accuracy, curves.partial
    )  # fmt: skip
    return {"batch": _table(batch), "epochs": _table([column[epoch_start:] for column in epochs])}


def _table(columns: Sequence[NDArray[Any]]) -> list[list[float | None]]:
    return [[_short(float(value)) for value in row] for row in zip(*columns, strict=True)]


def _short(value: float) -> float | None:
    """Five significant digits, or None where there is no number: JSON has neither NaN nor infinity."""
    return float(f"{value:.5g}") if math.isfinite(value) else None


# The component's code travels with every tick, so it only fetches the module that the browser caches, and its
# styles are in style.css.
_LOADER = f"""{SERVED_JS}
export default (component) =>
  import(served("{LIVE_CURVES_PATH}")).then((module) =>
    module.default(component, served("{PLOTLY_PATH}"), served("{LEGEND_PATH}")));
"""

_component = st.components.v2.component("digit_lab_live_curves", js=_LOADER, isolate_styles=False)


def live_curves(
    feed: CurveFeed,
    *,
    run: str,
    attempt: int,
    curves: Curves,
    drawing: Drawing,
    key: str,
    marks: Sequence[Mark] = (),
    best: int | None = None,
) -> None:
    """Draw loss and accuracy of a run; while it trains, call it in a fragment with `run_every`, at most 1.

    Zoom, hover and hidden lines survive the ticks. The app must serve `assets.asset_routes()`.

    Args:
        feed: The same object at every tick of a session: the session keeps it.
        run: The run's id.
        attempt: Which attempt at the run the points belong to.
        curves: Every point of the run so far.
        drawing: How they are drawn, and what lies behind them.
        key: A constant; the charts stay in place as long as it does.
        marks: What happened on its way; an upright line stands at each.
        best: Its best epoch, from 1, if a star shall stand on it.
    """
    if not was_drawn(key):  # the page comes after another one: its charts are new and have no points
        feed.rewind()
    payload = feed.payload(run, attempt, curves, drawing, marks, best)
    _component(key=key, data=payload, on_missing_change=feed.rewind)


def prepare_live_curves() -> None:
    """Lets the browser load Plotly in a quiet moment, so that the first curve need not wait for it."""
    _component(key="prepare-live-curves", data=None, height=1)
