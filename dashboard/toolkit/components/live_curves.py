"""Two charts of a run, which grow while it trains; each tick sends the browser only what is new.

The protocol: the figures are those of `charts.learning_curves`, sent once without points for each run and
theme. Points are counted from the start of the run, and every window of points says where it starts. The
browser counts what it has, drops what it has already, and on a gap, or without the figures of this run and
theme, raises the trigger `missing`; the next payload is then `whole`. A window reaches some points back, so
that a lost tick or two is no gap.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, get_args

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.runs.curves import Curves
from dashboard.toolkit.charts import LossAxis, Metric, learning_curves, value_axis
from dashboard.toolkit.components.assets import LIVE_CURVES_PATH, PLOTLY_PATH, SERVED_JS
from dashboard.toolkit.components.figure import CONFIG
from dashboard.toolkit.slots import was_drawn
from dashboard.toolkit.theme import Kind, Palette

MOST_BATCH_POINTS: Final = 2_000
"""A payload never holds more batch points than that; a chart of 600 px cannot show more."""

OVERLAP: Final = 10
"""So many points are sent again at each tick: two half-second ticks of ten points a second."""

METRICS: Final[tuple[Metric, ...]] = get_args(Metric)

Payload = dict[str, Any]


@dataclass
class CurveFeed:
    """What one browser session has been sent of which run; a few numbers, kept in the session between ticks.

    Attributes:
        run: The run on screen and
        attempt: which of its attempts; a change of either starts over.
        batches: Batch points sent so far.
        epochs: Epochs sent so far.
        theme: The theme in whose colours the figures were sent; None before they were.
    """

    run: str = ""
    attempt: int = 0
    batches: int = 0
    epochs: int = 0
    theme: Kind | None = None

    def rewind(self) -> None:
        """Forget what was sent, so that the next payload is whole."""
        self.batches = self.epochs = 0
        self.theme = None

    def payload(
        self,
        run: str,
        attempt: int,
        curves: Curves,
        total_epochs: int,
        palette: Palette,
        loss_axis: LossAxis = "auto",
        resumed_after: Sequence[int] = (),
    ) -> Payload:
        """What to send now, given all points of the run so far.

        Args:
            run: The run's id.
            attempt: Which attempt at the run the points belong to.
            curves: Every point so far, those sent before included.
            total_epochs: How many epochs the run is going to have; the width of the charts.
            palette: Colours of the theme in use.
            loss_axis: See `charts.value_axis`.
            resumed_after: See `Progress`.
        """
        self._follow(run, attempt, curves)
        points, epochs = len(curves.batch_x), len(curves.epoch)
        whole = self.batches == 0 or points - self.batches > MOST_BATCH_POINTS - OVERLAP
        batch_start = 0 if whole else max(0, self.batches - OVERLAP)
        epoch_start = 0 if whole else max(0, self.epochs - OVERLAP)
        self.batches, self.epochs = points, epochs
        return self._figures(total_epochs, palette) | {
            "run": run,
            "attempt": attempt,
            "theme": palette.kind,
            "total_epochs": total_epochs,
            "whole": whole,
            "batch_start": batch_start,
            "batch_end": points,
            "batch": _batch_rows(curves, _indices(batch_start, points)),
            "epoch_start": epoch_start,
            "epochs": _epoch_rows(curves, epoch_start),
            "axes": {metric: value_axis(curves, metric, loss_axis) for metric in METRICS},
            "resumed_after": list(resumed_after),
            "config": CONFIG,
        }

    def _figures(self, total_epochs: int, palette: Palette) -> Payload:
        """The figures without points, unless the browser has them in these colours."""
        if self.theme == palette.kind:
            return {}
        self.theme = palette.kind
        return {
            "figures": {
                metric: learning_curves(metric, palette, total_epochs).to_json() for metric in METRICS
            }
        }

    def _follow(self, run: str, attempt: int, curves: Curves) -> None:
        changed = (run, attempt) != (self.run, self.attempt)
        shrunk = len(curves.batch_x) < self.batches or len(curves.epoch) < self.epochs
        if changed or shrunk:
            self.rewind()
        self.run, self.attempt = run, attempt


def _indices(start: int, end: int) -> NDArray[np.int64]:
    """The points start..end-1, evenly thinned to what a payload may hold, first and last included."""
    count = min(end - start, MOST_BATCH_POINTS)
    return np.linspace(start, end - 1, count).round().astype(np.int64)


def _batch_rows(curves: Curves, indices: NDArray[np.int64]) -> list[list[float | None]]:
    columns = (curves.batch_x, curves.batch_loss, curves.batch_accuracy)
    return [[_short(float(column[index])) for column in columns] for index in indices]


def _epoch_rows(curves: Curves, start: int) -> list[list[float | None]]:
    columns = (
        curves.epoch, curves.loss, curves.accuracy, curves.val_loss, curves.val_accuracy, curves.partial
    )  # fmt: skip
    return [[_short(float(column[index])) for column in columns] for index in range(start, len(curves.epoch))]


def _short(value: float) -> float | None:
    """Five significant digits, or None where there is no number: JSON has neither NaN nor infinity."""
    return float(f"{value:.5g}") if math.isfinite(value) else None


# The component's code travels with every tick, so it only fetches the module that the browser caches.
_LOADER = f"""{SERVED_JS}
export default (component) =>
  import(served("{LIVE_CURVES_PATH}")).then((module) => module.default(component, served("{PLOTLY_PATH}")));
"""

_component = st.components.v2.component(
    "digit_lab_live_curves",
    css=(files("dashboard.toolkit.components") / "live_curves.css").read_text(encoding="utf-8"),
    js=_LOADER,
    isolate_styles=False,
)


def live_curves(
    feed: CurveFeed,
    *,
    run: str,
    attempt: int,
    curves: Curves,
    total_epochs: int,
    palette: Palette,
    key: str,
    loss_axis: LossAxis = "auto",
    resumed_after: Sequence[int] = (),
    smoothing: float = 0.0,
) -> None:
    """Draw loss and accuracy of a run; while it trains, call it in a fragment with `run_every=0.5`.

    Zoom, hover and hidden curves survive the ticks. The app must serve `assets.asset_routes()`.

    Args:
        feed: The same object at every tick of a session: the session keeps it.
        run: The run's id.
        attempt: Which attempt at the run the points belong to.
        curves: Every point of the run so far.
        total_epochs: How many epochs the run is going to have.
        palette: Colours of the theme in use.
        key: A constant; the charts stay in place as long as it does.
        loss_axis: See `charts.value_axis`.
        resumed_after: After which epochs a line stands, for the run went on there; see `Progress`.
        smoothing: Weight of the past in the line by batch, 0..1: an exponential moving average without bias
            at its start (as in Kingma and Ba 2015, "Adam", section 3). 0 draws the points as they are.
    """
    if not was_drawn(key):  # the page comes after another one: its charts are new and have no points
        feed.rewind()
    payload = feed.payload(run, attempt, curves, total_epochs, palette, loss_axis, resumed_after)
    _component(key=key, data=payload | {"smoothing": smoothing}, on_missing_change=feed.rewind)


def prepare_live_curves() -> None:
    """Lets the browser load Plotly in a quiet moment, so that the first curve need not wait for it."""
    _component(key="prepare-live-curves", data=None, height=1)
