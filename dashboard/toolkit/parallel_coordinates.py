"""The trials of a sweep as parallel coordinates: an axis a setting, a line a trial; no Streamlit.

Plotly's own trace for it is not in the small Plotly that the lab serves; lines and annotations are.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from core.sweeps.space import Choices, Dimension, Value, value_text
from core.sweeps.specification import SweepSpec
from core.sweeps.trial import Trial, best_trial
from core.sweeps.variables import VARIABLES
from core.sweeps.words import values_words
from dashboard.toolkit.charts import empty_figure
from dashboard.toolkit.theme import Palette, blend

HEIGHT: Final = 340
MOST_TICKS: Final = 6
LEAST_ERROR: Final = 1e-4
"""An accuracy above that of this error stands at the top of its axis."""

WEAKEST: Final = 0.25
"""How much of the accent the line of the worst trial has."""


@dataclass(frozen=True)
class _Axis:
    """An axis: its title, and by the height 0..1 what stands beside it."""

    title: str
    ticks: Mapping[float, str]


def parallel_coordinates(spec: SweepSpec, trials: Sequence[Trial], palette: Palette) -> go.Figure:
    """A line for each trial through its settings to its validation accuracy.

    The last axis goes by the logarithm of the error. The best trial is bold; the better another one, the
    stronger its colour. One without a figure is dotted and ends before the last axis.

    Args:
        spec: The sweep.
        trials: Its trials.
        palette: Colours of the theme in use.
    """
    known = [trial.accuracy for trial in trials if trial.accuracy is not None]
    scale = _AccuracyScale(known)
    names = [name for name in VARIABLES if name in spec.space]
    axes = [_setting_axis(VARIABLES[name].label, spec.space[name]) for name in names]
    figure = empty_figure(palette, HEIGHT)
    best = best_trial(trials)
    lines = []
    for trial in sorted(trials, key=lambda each: (each is best, each.accuracy or 0.0)):
        heights = [_height(spec.space[name], trial.values[name]) for name in names]
        if trial.accuracy is not None:
            heights.append(scale.height(trial.accuracy))
        lines.append(_line(trial, heights, scale, palette, is_best=trial is best))
    figure.add_traces(lines)
    _draw_axes(figure, [*axes, scale.axis], palette)
    return figure


class _AccuracyScale:
    """Heights 0..1 of accuracies, by the logarithm of the error."""

    def __init__(self, known: Sequence[float]) -> None:
        self._known = known
        self._low = min(map(_goodness, known), default=0.0)
        self._high = max(map(_goodness, known), default=1.0)

    def height(self, accuracy: float) -> float:
        """0 for the worst of the known ones, 1 for the best."""
        if self._high <= self._low:
            return 0.5
        return (_goodness(accuracy) - self._low) / (self._high - self._low)

    @property
    def axis(self) -> _Axis:
        """With the worst and the best accuracy, and one that stands halfway."""
        if not self._known:
            return _Axis("Validation accuracy", {})
        ticks = {self.height(each): f"{each:.2%}" for each in (min(self._known), max(self._known))}
        if len(ticks) > 1:
            ticks[0.5] = f"{1 - 10 ** -((self._low + self._high) / 2):.2%}"
        return _Axis("Validation accuracy", ticks)


def _goodness(accuracy: float) -> float:
    return -math.log10(max(1 - accuracy, LEAST_ERROR))


def _setting_axis(label: str, dimension: Dimension) -> _Axis:
    if isinstance(dimension, Choices):
        step = -(-len(dimension.values) // MOST_TICKS)
        told = dimension.values[::step]
        return _Axis(label, {_height(dimension, value): value_text(value) for value in told})
    low, high = dimension.low, dimension.high
    middle = math.sqrt(low * high) if dimension.is_log else (low + high) / 2
    between = [low, high] if dimension.is_whole else [low, middle, high]
    return _Axis(label, {_height(dimension, value): f"{value:.2g}" for value in between})


def _height(dimension: Dimension, value: Value) -> float:
    """Where a value stands on its axis, 0..1: of a list by its place, of a range by its size."""
    if isinstance(dimension, Choices):
        last = len(dimension.values) - 1
        return dimension.values.index(value) / last if last else 0.5
    turn = math.log10 if dimension.is_log else float
    low, high = turn(dimension.low), turn(dimension.high)
    return (turn(float(value)) - low) / (high - low)


def _line(
    trial: Trial, heights: Sequence[float], scale: _AccuracyScale, palette: Palette, *, is_best: bool
) -> go.Scatter:
    has_none = trial.accuracy is None
    if trial.accuracy is None:
        colour, told = palette.bar, trial.status.lower()
    else:
        share = 1.0 if is_best else WEAKEST + 0.5 * scale.height(trial.accuracy)
        colour, told = blend(palette.background, palette.link, share), f"{trial.accuracy:.2%}"
    return go.Scatter(
        x=list(range(len(heights))),
        y=heights,
        mode="lines+markers",
        line={"color": colour, "width": 3.5 if is_best else 1.5, "dash": "dot" if has_none else "solid"},
        marker={"size": 8 if is_best else 5},
        showlegend=False,
        cliponaxis=False,
        hovertemplate=f"Trial {trial.number}: {told}<br>{values_words(trial.values)}<extra></extra>",
    )


def _draw_axes(figure: go.Figure, axes: Sequence[_Axis], palette: Palette) -> None:
    for place, axis in enumerate(axes):
        figure.add_shape(
            type="line", x0=place, x1=place, y0=0, y1=1, layer="below",
            line={"color": palette.muted, "width": 1},
        )  # fmt: skip
        figure.add_annotation(
            x=place, y=1, yshift=10, yanchor="bottom", showarrow=False,
            text=axis.title.replace(" ", "<br>"), font={"size": 12, "color": palette.text},
        )  # fmt: skip
        for height, text in axis.ticks.items():
            figure.add_annotation(
                x=place, y=height, xshift=5, xanchor="left", showarrow=False,
                text=text, bgcolor=palette.background, opacity=0.9,
                font={"size": 11, "color": palette.muted},
            )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, len(axes) - 1], fixedrange=True)
    figure.update_yaxes(visible=False, range=[-0.05, 1.05], fixedrange=True)
    figure.update_layout(margin={"l": 32, "r": 52, "t": 52, "b": 4})
