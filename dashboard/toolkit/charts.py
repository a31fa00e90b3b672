"""Figure builders: arrays in, Plotly figures out; no Streamlit.

Show them with `components.figure.show_figure`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.runs.curves import NO_POINTS, Curves
from dashboard.toolkit.chart_look import Drawing, LossAxis, Reference, XAxis
from dashboard.toolkit.reference_lines import Metric, reference_values, traces_behind
from dashboard.toolkit.theme import Palette, blend, template

METRICS: Final[tuple[Metric, ...]] = get_args(Metric)

METRIC_TITLES: Final[Mapping[Metric, str]] = {"loss": "Loss", "accuracy": "Accuracy"}
"""What a metric is called where it stands first."""

PARTIAL: Final = " (incomplete epoch)"
BEST: Final = " (best epoch)"
EMPTY_LOSS_RANGE: Final = [0, 2.5]
"""Where the loss of ten classes lies at the start of a training, for a chart without points."""

PLANNED_POINTS: Final = 201
"""So many points draw what a learning rate is going to be."""

MARKED_EPOCHS: Final = 40
"""Up to so many epochs each one has a visible point; beyond that points would merge into a thick line."""

LOG_ABOVE: Final = 10.0
"""A loss above this has left the range in which a linear axis shows anything of the others."""

BATCH_STRENGTH: Final = 0.75
"""How much of the training colour the line by batch has; it keeps a contrast of 3:1 on the page."""

X_TITLES: Final[Mapping[XAxis, str]] = {"epoch": "epoch", "time": "training time, seconds"}


def learning_curves(metric: Metric, drawing: Drawing) -> go.Figure:
    """The chart of a run's loss or accuracy, without its points; `components.live_curves` adds them.

    A thin line is training by batch; training and validation have a point for each epoch, hollow where the
    epoch was stopped before its last batch. A batch stands between two epochs, and a star on the best epoch.
    Behind them lie other runs, with their points. The `meta` of a line says which column of which rows it
    shows.
    """
    palette, column = drawing.palette, 1 + METRICS.index(metric)
    marked = drawing.total_epochs <= MARKED_EPOCHS
    figure = _figure_by_epoch(drawing, METRIC_TITLES[metric])
    figure.add_trace(_batch_line(palette, column))
    figure.add_trace(_epoch_line("training", palette.train, marked, column))
    validation = column + len(METRICS)
    figure.add_trace(_epoch_line("validation", palette.validation, marked, validation, best=BEST))
    figure.add_trace(_best_point(palette, validation))
    figure.add_traces(traces_behind(metric, drawing))
    figure.update_yaxes(title_text=metric, **value_axis(NO_POINTS, metric))
    return figure


def learning_rate_curve(drawing: Drawing) -> go.Figure:
    """The chart of the learning rate, without its points; by epoch, what is planned is there."""
    palette = drawing.palette
    figure = _figure_by_epoch(drawing, "Learning rate")
    figure.add_trace(_rate_line([], [], palette, width=2, meta={"rows": "batch", "column": 3}))
    if drawing.rates is not None and drawing.look.x_axis == "epoch":
        positions = np.linspace(0, drawing.total_epochs, PLANNED_POINTS)
        rates = [float(f"{rate:.4g}") for rate in drawing.rates(positions)]
        planned = _rate_line(positions.round(4).tolist(), rates, palette, width=1, meta=None)
        figure.add_trace(planned.update(line_dash="dot", hoverinfo="skip", hovertemplate=None))
    figure.update_yaxes(title_text="learning rate", rangemode="tozero", exponentformat="power")
    return figure


def _rate_line(
    x: list[float], y: list[float], palette: Palette, *, width: int, meta: dict[str, Any] | None
) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        name="learning rate",
        mode="lines",
        line={"color": palette.muted, "width": width},
        meta=meta,
        hovertemplate="%{y:.3~g}<extra></extra>",
    )


def _figure_by_epoch(drawing: Drawing, title: str) -> go.Figure:
    """An empty figure along the epochs, or the seconds, of a run."""
    figure = empty_figure(drawing.palette, height=260)
    figure.update_layout(showlegend=False, hovermode="x unified", margin_t=8)
    figure.update_layout(meta={"metric": title, "mark": drawing.palette.muted})
    by_epoch = drawing.look.x_axis == "epoch"
    figure.update_xaxes(
        title_text=X_TITLES[drawing.look.x_axis],
        showgrid=False,
        unifiedhovertitle_text="epoch %{x:.2f}" if by_epoch else "%{x:.1f} s",
        **{"range": [0, drawing.total_epochs]} if by_epoch else {"rangemode": "tozero"},
    )
    return figure


def value_axis(
    curves: Curves, metric: Metric, loss_axis: LossAxis = "auto", references: Sequence[Reference] = ()
) -> dict[str, Any]:
    """The y axis: all of a loss, but of an accuracy the part where the epochs lie.

    The first batches climb from 0.1 within a blink; with them in sight all epochs would be one line on top.
    Of an accuracy behind them the better half of the epochs is in sight.

    Args:
        curves: All points of the run so far.
        metric: Which of the two measures is drawn.
        loss_axis: See `Look`.
        references: The runs behind it.
    """
    values = np.concatenate(_epoch_values(curves, metric))
    behind = reference_values(metric, references)
    if metric == "accuracy":
        medians = [np.nanmedian(each) for each in behind if np.isfinite(each).any()]
        return {"range": _accuracy_range(np.concatenate([values, medians]))}
    values = np.concatenate([values, curves.batch_loss, *behind])
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


def _batch_line(palette: Palette, column: int) -> go.Scatter:
    return go.Scatter(
        x=[],
        y=[],
        name="training (per batch)",
        mode="lines",
        line={"color": blend(palette.background, palette.train, BATCH_STRENGTH), "width": 1},
        meta={"rows": "batch", "column": column, "smoothed": True},
        hovertemplate="%{y:.4f}",
    )


def _epoch_line(name: str, colour: str, marked: bool, column: int, best: str = "") -> go.Scatter:
    return go.Scatter(
        x=[],
        y=[],
        name=name,
        mode="lines+markers" if marked else "lines",
        line={"color": colour, "width": 2},
        marker={"size": 7},
        meta={"rows": "epochs", "column": column, "partial": PARTIAL, "best": best},
        hovertemplate="%{y:.4f}%{text}",
        cliponaxis=False,  # the last epoch stands on the chart's edge
    )


def _best_point(palette: Palette, column: int) -> go.Scatter:
    """The star on the best epoch; the line beneath it tells its value."""
    return go.Scatter(
        x=[],
        y=[],
        name="best epoch",
        mode="markers",
        marker={"color": palette.validation, "size": 13, "symbol": "star"},
        meta={"rows": "best", "column": column, "mark": "★"},
        hoverinfo="skip",
        cliponaxis=False,
    )


def empty_figure(palette: Palette, height: int) -> go.Figure:
    """A figure of a theme without traces, as wide as its place and `height` pixels high."""
    figure = go.Figure(layout={"template": template(palette), "height": height})
    figure.update_layout(autosize=True, hovermode="closest")
    return figure
