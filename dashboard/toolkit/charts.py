"""Figure builders: arrays in, Plotly figures out; no Streamlit.

Show them with `components.figure.show_figure`.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.runs.curves import NO_POINTS, Curves
from dashboard.toolkit.theme import Palette, blend, template

Metric = Literal["loss", "accuracy"]

METRIC_TITLES: Final[Mapping[Metric, str]] = {"loss": "Loss", "accuracy": "Accuracy"}
"""What a metric is called where it stands first."""

PARTIAL: Final = " (incomplete epoch)"
EMPTY_LOSS_RANGE: Final = [0, 2.5]
"""Where the loss of ten classes lies at the start of a training, for a chart without points."""

MARKED_EPOCHS: Final = 40
"""Up to so many epochs each one has a visible point; beyond that points would merge into a thick line."""

LOG_ABOVE: Final = 10.0
"""A loss above this has left the range in which a linear axis shows anything of the others."""

BATCH_STRENGTH: Final = 0.75
"""How much of the training colour the line by batch has; it keeps a contrast of 3:1 on the page."""

LossAxis = Literal["auto", "linear", "log"]


def learning_curves(metric: Metric, palette: Palette, total_epochs: int) -> go.Figure:
    """The chart of a run's loss or accuracy, without its points; `components.live_curves` adds them.

    A thin line is training by batch; training and validation have a point for each epoch, hollow where the
    epoch was stopped before its last batch. The x axis counts epochs, so a batch stands between two of them.

    Args:
        metric: Which of the two measures to draw.
        palette: Colours of the theme in use.
        total_epochs: How many epochs the run is going to have: the width of the chart.
    """
    marked = total_epochs <= MARKED_EPOCHS
    figure = empty_figure(palette, height=280)
    figure.add_trace(_batch_line(palette))
    figure.add_trace(_epoch_line("training", palette.train, marked))
    figure.add_trace(_epoch_line("validation", palette.validation, marked))
    figure.update_layout(showlegend=True, hovermode="x unified", legend_font_size=11)
    figure.update_layout(meta={"metric": METRIC_TITLES[metric], "mark": palette.muted})
    figure.update_xaxes(
        title_text="epoch",
        range=[0, total_epochs],
        showgrid=False,
        unifiedhovertitle_text="epoch %{x:.2f}",
    )
    figure.update_yaxes(title_text=metric, **value_axis(NO_POINTS, metric))
    return figure


def value_axis(curves: Curves, metric: Metric, loss_axis: LossAxis = "auto") -> dict[str, Any]:
    """The y axis: all of a loss, but of an accuracy the part where the epochs lie.

    The first batches climb from 0.1 within a blink; with them in sight all epochs would be one line on top.

    Args:
        curves: All points of the run so far.
        metric: Which of the two measures is drawn.
        loss_axis: Whether the loss has a linear or a logarithmic axis; `auto` takes the logarithmic one for a
            loss that exploded, beside which any other would look like 0.
    """
    values = np.concatenate(_epoch_values(curves, metric))
    if metric == "accuracy":
        return {"range": _accuracy_range(values)}
    values = np.concatenate([values, curves.batch_loss])
    values = values[np.isfinite(values)]
    if loss_axis == "log" or (loss_axis == "auto" and np.any(values > LOG_ABOVE)):
        return {"type": "log", "autorange": True, "dtick": None if _spans_a_decade(values) else "D2"}
    if not len(values):
        return {"type": "linear", "range": EMPTY_LOSS_RANGE}
    return {"type": "linear", "rangemode": "tozero", "autorange": True}


def _spans_a_decade(losses: NDArray[np.float64]) -> bool:
    positive = losses[losses > 0]
    return bool(len(positive)) and float(positive.max()) > 10 * float(positive.min())


def _accuracy_range(values: NDArray[np.float64]) -> list[float]:
    if not np.isfinite(values).any():
        return [0, 1]
    return [max(0.0, 1 - 1.5 * (1 - float(np.nanmin(values))) - 0.002), 1]


def _epoch_values(curves: Curves, metric: Metric) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if metric == "loss":
        return curves.loss, curves.val_loss
    return curves.accuracy, curves.val_accuracy


def _batch_line(palette: Palette) -> go.Scatter:
    return go.Scatter(
        x=[],
        y=[],
        name="training (per batch)",
        mode="lines",
        line={"color": blend(palette.background, palette.train, BATCH_STRENGTH), "width": 1},
        hovertemplate="%{y:.4f}",
    )


def _epoch_line(name: str, colour: str, marked: bool) -> go.Scatter:
    return go.Scatter(
        x=[],
        y=[],
        name=name,
        mode="lines+markers" if marked else "lines",
        line={"color": colour, "width": 2},
        marker={"size": 7},
        meta={"partial": PARTIAL},
        hovertemplate="%{y:.4f}%{text}",
    )


def empty_figure(palette: Palette, height: int) -> go.Figure:
    """A figure of a theme without traces, as wide as its place and `height` pixels high."""
    figure = go.Figure(layout={"template": template(palette), "height": height})
    figure.update_layout(autosize=True, hovermode="closest")
    return figure
