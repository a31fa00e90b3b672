"""Figure builders: arrays in, Plotly figures out; no Streamlit.

Show them with `components.figure.show_figure`.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.runs.curves import Curves
from dashboard.toolkit.theme import Palette, template

Metric = Literal["loss", "accuracy"]

METRIC_WORDS: Final[Mapping[Metric, str]] = {"loss": "loss", "accuracy": "accuracy"}
"""What a metric is called at an axis and inside a sentence."""

METRIC_TITLES: Final[Mapping[Metric, str]] = {"loss": "Loss", "accuracy": "Accuracy"}
"""What a metric is called where it stands first."""

PARTIAL: Final = " (stopped early)"
EMPTY_LOSS_RANGE: Final = [0, 2.5]
"""Where the loss of ten classes lies at the start of a training, for a chart without points."""

MARKED_EPOCHS: Final = 40
"""Up to so many epochs each one has a visible point; beyond that points would merge into a thick line."""


def learning_curves(
    curves: Curves, metric: Metric, palette: Palette, total_epochs: int | None = None
) -> go.Figure:
    """The curves of a run: thin training line by batch, training and validation points by epoch.

    An epoch that was stopped before its last batch has an open point.

    Args:
        curves: The run's points; the x axis counts epochs, so a batch point stands between two of them.
        metric: Which of the two measures to draw.
        palette: Colours of the theme in use.
        total_epochs: How many epochs the run is going to have, while it trains: the width of the chart.
    """
    training, validation = _epoch_values(curves, metric)
    marked = (total_epochs or len(curves.epoch)) <= MARKED_EPOCHS
    figure = _figure(palette, height=320)
    figure.add_trace(_batch_line(curves, metric, palette))
    figure.add_trace(_epoch_line(curves, training, marked, "training", palette.train, metric))
    figure.add_trace(_epoch_line(curves, validation, marked, "validation", palette.validation, metric))
    figure.update_layout(showlegend=True, meta={"metric": METRIC_TITLES[metric]})
    figure.update_xaxes(title_text="epoch", rangemode="tozero", showgrid=False)
    if total_epochs is not None:
        figure.update_xaxes(range=[0, total_epochs])
    figure.update_yaxes(title_text=METRIC_WORDS[metric], **value_axis(curves, metric))
    return figure


def value_axis(curves: Curves, metric: Metric) -> dict[str, Any]:
    """What the y axis shows at first: all of a loss, but of an accuracy the part where the epochs lie.

    The first batches climb from 0.1 within a blink; with them in sight all epochs would be one line on top.
    """
    values = np.concatenate(_epoch_values(curves, metric))
    if metric == "loss":
        is_empty = not (len(curves.batch_x) or np.isfinite(values).any())
        return {"range": EMPTY_LOSS_RANGE} if is_empty else {"rangemode": "tozero", "autorange": True}
    if not np.isfinite(values).any():
        return {"range": [0, 1]}
    return {"range": [max(0.0, 1 - 1.5 * (1 - float(np.nanmin(values))) - 0.002), 1]}


def _epoch_values(curves: Curves, metric: Metric) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if metric == "loss":
        return curves.loss, curves.val_loss
    return curves.accuracy, curves.val_accuracy


def _batch_line(curves: Curves, metric: Metric, palette: Palette) -> go.Scatter:
    return go.Scatter(
        x=curves.batch_x,
        y=curves.batch_loss if metric == "loss" else curves.batch_accuracy,
        name="batches",
        mode="lines",
        opacity=0.6,
        line={"color": palette.train, "width": 1},
        hovertemplate=f"epoch %{{x:.2f}}: {METRIC_WORDS[metric]} %{{y:.4f}} in these batches<extra></extra>",
    )


def _epoch_line(
    curves: Curves, values: NDArray[np.float64], marked: bool, name: str, colour: str, metric: Metric
) -> go.Scatter:
    return go.Scatter(
        x=curves.epoch,
        y=values,
        name=name,
        mode="lines+markers" if marked else "lines",
        line={"color": colour, "width": 2},
        marker={"size": 7, "symbol": np.where(curves.partial, "circle-open", "circle")},
        text=np.where(curves.partial, PARTIAL, ""),
        meta={"partial": PARTIAL},
        hovertemplate=f"epoch %{{x}}%{{text}}: {name} {METRIC_WORDS[metric]} %{{y:.4f}}<extra></extra>",
    )


def class_balance(counts_by_split: Mapping[str, NDArray[np.int64]], palette: Palette) -> go.Figure:
    """How often each digit occurs, as percent of its split, so that splits of any size compare.

    Args:
        counts_by_split: For "train", "validation", "test" or some of them, the (k,) int count of each class.
        palette: Colours of the theme in use.
    """
    figure = _figure(palette, height=280)
    for split, counts in counts_by_split.items():
        figure.add_trace(_split_bars(split, counts, getattr(palette, split)))
    figure.update_layout(bargap=0.3, bargroupgap=0.05)
    figure.update_xaxes(title_text="digit", dtick=1, showgrid=False, fixedrange=True)
    figure.update_yaxes(title_text="share of the split", ticksuffix=" %", fixedrange=True)
    return figure


def _split_bars(split: str, counts: NDArray[np.int64], colour: str) -> go.Bar:
    total = max(int(counts.sum()), 1)
    return go.Bar(
        x=np.arange(len(counts)),
        y=counts / total * 100,
        name=split,
        marker={"color": colour},
        hovertext=[f"{digit} in {split}: {count:,} of {total:,}" for digit, count in enumerate(counts)],
        hovertemplate="%{hovertext} (%{y:.1f} %)<extra></extra>",
    )


def _figure(palette: Palette, height: int) -> go.Figure:
    figure = go.Figure(layout={"template": template(palette), "height": height})
    figure.update_layout(autosize=True, hovermode="closest")
    return figure
