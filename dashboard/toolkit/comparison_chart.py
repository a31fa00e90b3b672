"""The curves of several runs in one figure; no Streamlit."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.runs.curves import NO_POINTS, Curves
from dashboard.toolkit.chart_look import USUAL_LOOK, Look, LossAxis, Reference, XAxis, x_of
from dashboard.toolkit.charts import MARKED_EPOCHS, X_TITLES, value_axis
from dashboard.toolkit.reference_lines import Metric, values_of
from dashboard.toolkit.theme import Palette, template

MOST_COMPARED: Final = 8
"""More lines in one chart than that cannot be told apart."""

MARKS: Final = ("●", "■", "◆", "▲", "▼", "✚", "★", "✖")
"""What stands for each run beside its name, for those who do not see its colour."""

_SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "star", "x")
"""The same as Plotly calls them."""


@dataclass(frozen=True, eq=False)
class Compared:
    """A run among several.

    Attributes:
        name: As people typed it.
        curves: The points of its epochs.
        images: Images in one of its epochs.
    """

    name: str
    curves: Curves
    images: int = 1


def comparison_chart(
    compared: Sequence[Compared], palette: Palette, metric: Metric = "accuracy", look: Look = USUAL_LOOK
) -> go.Figure:
    """A measure of up to `MOST_COMPARED` runs, in the order of `MARKS` and of the palette's colours.

    Validation is a full line; training, of a run without validation, a dotted one. The legend's buttons are
    made by `components.figure`.

    Args:
        compared: The runs.
        palette: Colours of the theme in use.
        metric: What is drawn.
        look: The axes.
    """
    figure = go.Figure(layout={"template": template(palette), "height": 320, "margin": {"t": 8}})
    figure.update_layout(autosize=True, hovermode="x unified", showlegend=False)
    for place, run in enumerate(compared):
        figure.add_trace(_line(place, run, palette, metric, look.x_axis))
    figure.update_xaxes(
        title_text=X_TITLES[look.x_axis], rangemode="tozero", showgrid=False, hoverformat=".3~f"
    )
    figure.update_yaxes(
        title_text=_measure(compared, metric), **_value_axis(compared, metric, look.loss_axis)
    )
    return figure


def _value_axis(compared: Sequence[Compared], metric: Metric, loss_axis: LossAxis) -> dict[str, Any]:
    if metric == "accuracy":
        return {"tickformat": ".1~%", "range": _range([run.curves for run in compared])}
    behind = [Reference("", run.name, run.curves, run.images) for run in compared]
    return value_axis(NO_POINTS, "loss", loss_axis, behind)


def _measure(compared: Sequence[Compared], metric: Metric) -> str:
    kinds = {is_validated(run.curves) for run in compared if len(run.curves.epoch)}
    if kinds == {False}:
        return f"training {metric}"
    return f"validation {metric}" if False not in kinds else f"{metric}: validation, dotted training"


def is_validated(curves: Curves) -> bool:
    """Whether any epoch was measured on a validation split."""
    return bool(np.isfinite(curves.val_accuracy).any())


def _line(place: int, run: Compared, palette: Palette, metric: Metric, x_axis: XAxis) -> go.Scatter:
    kind = "validation" if is_validated(run.curves) else "training"
    number = "%{y:.2%}" if metric == "accuracy" else "%{y:.4f}"
    return go.Scatter(
        x=x_of(run.curves, run.images, x_axis)[1],
        y=values_of(run.curves, metric),
        name=escape(run.name),
        mode="lines+markers" if len(run.curves.epoch) <= MARKED_EPOCHS else "lines",
        line={"color": palette.runs[place], "width": 2, "dash": "solid" if kind == "validation" else "dot"},
        marker={"size": 8, "symbol": _symbols(place, run.curves.partial)},
        meta={"mark": MARKS[place], "key": str(place)},
        hovertemplate=f"{number} {kind} {metric} · %{{fullData.name}}<extra></extra>",
    )


def _symbols(place: int, partial: NDArray[np.bool_]) -> NDArray[Any]:
    return np.where(partial, f"{_SYMBOLS[place]}-open", _SYMBOLS[place])


def _range(compared: Sequence[Curves]) -> list[float]:
    """The part of 0..1 in which the epochs lie, with room for those that do worst."""
    values = np.concatenate([curves.accuracy_by_epoch for curves in compared])
    finite = values[np.isfinite(values)]
    return [max(0.0, 1 - 1.1 * (1 - float(finite.min())) - 0.002), 1.0] if len(finite) else [0.0, 1.0]
