"""The lines and points that lie faintly behind a run's own; no Streamlit."""

from collections.abc import Sequence
from html import escape
from typing import Final, Literal

import numpy as np
import plotly.graph_objects as go

from core.runs.curves import Curves, Floats
from dashboard.toolkit.chart_look import Drawing, PublishedPoints, Reference, XAxis, x_of
from dashboard.toolkit.theme import Palette, blend

Metric = Literal["loss", "accuracy"]

MOST_REFERENCES: Final = 6
"""More faint lines than that cannot be told apart."""

STRENGTH: Final = 0.78
"""How much of its colour a line behind has; it keeps a contrast of 3:1 on the page."""

_DASHES: Final = ("dash", "dot", "dashdot", "longdash", "longdashdot", "solid")

_FIRST_COLOUR: Final = 2
"""The first two colours for runs are those of training and validation."""

PUBLISHED: Final = "tutorial's figures"

_LONGEST_HOVER: Final = 28


def traces_behind(metric: Metric, drawing: Drawing) -> list[go.Scatter]:
    """The references and the tutorial's figures of a measure, in this order."""
    lines = [
        _line(metric, place, each, drawing)
        for place, each in enumerate(drawing.references[:MOST_REFERENCES])
        if metric == "accuracy" or each.has_same_loss
    ]
    points = (drawing.published or {}).get(metric)
    if points is None or drawing.look.x_axis == "time":  # nobody knows when they were reached
        return lines
    return [*lines, _published(points, drawing.palette)]


def reference_values(metric: Metric, references: Sequence[Reference]) -> list[Floats]:
    """The epochs' figures of each reference that is drawn."""
    return [
        values_of(each.curves, metric) for each in references if metric == "accuracy" or each.has_same_loss
    ]


def values_of(curves: Curves, metric: Metric) -> Floats:
    """(e,) loss or accuracy after each epoch: on the validation split, or in training without one."""
    if metric == "accuracy":
        return curves.accuracy_by_epoch
    return np.where(np.isnan(curves.val_loss), curves.loss, curves.val_loss)


def _line(metric: Metric, place: int, reference: Reference, drawing: Drawing) -> go.Scatter:
    palette, title = drawing.palette, reference.title
    kind = "validation" if np.isfinite(reference.curves.val_accuracy).any() else "training"
    short = title if len(title) <= _LONGEST_HOVER else f"{title[: _LONGEST_HOVER - 1]}…"
    colour = blend(palette.background, palette.runs[_FIRST_COLOUR + place], STRENGTH)
    return go.Scatter(
        x=_rounded(_x(reference, drawing.look.x_axis)),
        y=_rounded(values_of(reference.curves, metric)),
        name=escape(title),
        mode="lines",
        line={"color": colour, "width": 1.5, "dash": _DASHES[place]},
        meta={"key": reference.key},
        zorder=-1,
        hovertemplate=f"%{{y:.4f}} {kind} · {escape(short)}<extra></extra>",
    )


def _x(reference: Reference, x_axis: XAxis) -> Floats:
    return x_of(reference.curves, reference.images, x_axis)[1]


def _published(points: PublishedPoints, palette: Palette) -> go.Scatter:
    return go.Scatter(
        x=list(points.x),
        y=list(points.y),
        name=PUBLISHED,
        mode="markers",
        marker={"size": 9, "symbol": "diamond-open", "color": palette.muted, "line": {"width": 1.5}},
        zorder=-1,
        hovertemplate="%{y:.4f} tutorial<extra></extra>",
    )


def _rounded(values: Floats) -> list[float | None]:
    """Five significant digits; None where there is no number."""
    return [float(f"{value:.5g}") if np.isfinite(value) else None for value in values]
