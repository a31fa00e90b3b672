"""The curves of several runs in one figure; no Streamlit."""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.runs.curves import Curves
from dashboard.toolkit.charts import MARKED_EPOCHS
from dashboard.toolkit.theme import Palette, template

MOST_COMPARED: Final = 8
"""More lines in one chart than that cannot be told apart."""

MARKS: Final = ("●", "■", "◆", "▲", "▼", "✚", "★", "✖")
"""What stands for each run beside its name, for those who do not see its colour."""

_SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "star", "x")
"""The same as Plotly calls them."""


def comparison_chart(compared: Sequence[tuple[str, Curves]], palette: Palette) -> go.Figure:
    """Accuracy by epoch of up to `MOST_COMPARED` runs, in the order of `MARKS` and of the palette's colours.

    Validation accuracy is a full line; training accuracy, of a run without validation, a dotted one. The
    figure has no legend of its own: a list of the runs with their marks belongs beside it.

    Args:
        compared: Each run's name, as people typed it, and its curves.
        palette: Colours of the theme in use.
    """
    figure = go.Figure(layout={"template": template(palette), "height": 320, "margin": {"t": 8}})
    figure.update_layout(autosize=True, hovermode="x unified", showlegend=False)
    for place, (name, curves) in enumerate(compared):
        figure.add_trace(_line(place, name, curves, palette))
    figure.update_xaxes(title_text="epoch", rangemode="tozero", showgrid=False, hoverformat=".3~f")
    found = [curves for _, curves in compared]
    figure.update_yaxes(title_text=_measure(found), tickformat=".1~%", range=_range(found))
    return figure


def _measure(compared: Sequence[Curves]) -> str:
    kinds = {is_validated(curves) for curves in compared if len(curves.epoch)}
    if kinds == {False}:
        return "training accuracy"
    return "validation accuracy" if False not in kinds else "accuracy: validation, dotted training"


def is_validated(curves: Curves) -> bool:
    """Whether any epoch was measured on a validation split."""
    return bool(np.isfinite(curves.val_accuracy).any())


def _line(place: int, name: str, curves: Curves, palette: Palette) -> go.Scatter:
    kind = "validation" if is_validated(curves) else "training"
    return go.Scatter(
        x=curves.epoch,
        y=curves.accuracy_by_epoch,
        name=escape(name),
        mode="lines+markers" if len(curves.epoch) <= MARKED_EPOCHS else "lines",
        line={"color": palette.runs[place], "width": 2, "dash": "solid" if kind == "validation" else "dot"},
        marker={"size": 8, "symbol": _symbols(place, curves.partial)},
        hovertemplate=f"%{{y:.2%}} {kind} accuracy · %{{fullData.name}}<extra></extra>",
    )


def _symbols(place: int, partial: NDArray[np.bool_]) -> NDArray[Any]:
    return np.where(partial, f"{_SYMBOLS[place]}-open", _SYMBOLS[place])


def _range(compared: Sequence[Curves]) -> list[float]:
    """The part of 0..1 in which the epochs lie, with room for those that do worst."""
    values = np.concatenate([curves.accuracy_by_epoch for curves in compared])
    finite = values[np.isfinite(values)]
    return [max(0.0, 1 - 1.1 * (1 - float(finite.min())) - 0.002), 1.0] if len(finite) else [0.0, 1.0]
