"""Figures of bars: how often each class occurs, how confident a model is; no Streamlit.

Show them with `components.figure.show_figure`.
"""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.data.pixels import PixelValues
from core.evaluation.confidence import ConfidenceHistogram, shares
from dashboard.toolkit.charts import empty_figure
from dashboard.toolkit.theme import Palette, ink_on

PixelScale = Literal["file", "scaled", "standardised"]

_VALUES_PER_BAR: Final = 8


LONGEST_TICK = 12
"""Letters of a class's name below its bar."""


def pixel_histogram(pixels: PixelValues, scale: PixelScale, palette: Palette) -> go.Figure:
    """How often the values of pixels occur, on a logarithmic axis, with a line at their mean.

    Args:
        pixels: Of a split.
        scale: As in the file, 0..255; divided by 255; or less the mean and divided by the standard deviation.
        palette: Colours of the theme in use.
    """
    values = {
        "file": np.arange(len(pixels.counts)), "scaled": pixels.scaled, "standardised": pixels.standardised,
    }[scale]  # fmt: skip
    counts = pixels.counts.reshape(-1, _VALUES_PER_BAR)
    first, last = values[::_VALUES_PER_BAR], values[_VALUES_PER_BAR - 1 :: _VALUES_PER_BAR]
    digits = 0 if scale == "file" else 2
    bars = go.Bar(
        x=(first + last) / 2,
        y=counts.sum(axis=1),
        marker={"color": palette.train},
        hovertext=[f"{low:.{digits}f} to {high:.{digits}f}" for low, high in zip(first, last, strict=True)],
        hovertemplate="%{hovertext}: %{y:,} pixels<extra></extra>",
    )
    figure = empty_figure(palette, height=220)
    figure.add_trace(bars)
    mean = float(np.average(values, weights=pixels.counts))
    figure.add_vline(mean, line={"color": palette.text, "width": 1.5, "dash": "dot"})
    figure.update_layout(bargap=0.1, margin={"t": 8})
    figure.update_xaxes(title_text="pixel value", showgrid=False, fixedrange=True)
    figure.update_yaxes(title_text="pixels", type="log", dtick=1, exponentformat="power", fixedrange=True)
    return figure


def class_balance(
    split: str, counts: NDArray[np.int64], classes: Sequence[str], noun: str, palette: Palette
) -> go.Figure:
    """How many images each class has, with a line where all classes would have as many.

    Each axis ends at the same share of its split, so that splits of any size compare, unless a class has
    more. A bar says by how many percentage points its class deviates from an equal share.

    Args:
        split: "train", "validation" or "test".
        counts: (k,) int, the images of each class.
        classes: What the classes are called.
        noun: What one calls a class.
        palette: Colours of the theme in use.
    """
    colour: str = getattr(palette, split)
    total, equal = max(int(counts.sum()), 1), counts.sum() / len(counts)
    bars = go.Bar(
        x=np.arange(len(counts)),
        y=counts,
        text=[f"{(count - equal) / total * 100:+.1f}".replace("-", "−") for count in counts],
        textposition="inside",
        insidetextanchor="end",
        constraintext="none",
        textangle=0,
        textfont={"size": 11, "color": ink_on(colour)},
        marker={"color": colour},
        hovertext=class_shares(counts, classes),
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure = empty_figure(palette, height=240)
    figure.add_trace(bars)
    figure.add_hline(equal, line={"color": palette.muted, "width": 1, "dash": "dot"})
    figure.update_layout(bargap=0.12, margin={"t": 8})
    figure.update_xaxes(
        title_text=noun,
        tickvals=np.arange(len(counts)),
        ticktext=_short(classes),
        showgrid=False,
        fixedrange=True,
    )
    top = max(1.25 * equal, 1.05 * counts.max()) or 1
    figure.update_yaxes(title_text="images", tickformat=",", nticks=5, range=[0, top], fixedrange=True)
    return figure


def _short(classes: Sequence[str]) -> list[str]:
    """The names as far as they have room below a bar."""
    return [name if len(name) <= LONGEST_TICK else f"{name[: LONGEST_TICK - 1]}…" for name in classes]


def class_shares(counts: NDArray[np.int64], classes: Sequence[str]) -> list[str]:
    """For each class such as "1: 6,179 · 11.2% · +1.2 points", the last being how far an equal share is."""
    percents = shares(counts) * 100
    points = percents - percents.mean()
    return [
        f"{label}: {count:,} · {share:.1f}% · {point:+.1f} points".replace("-", "−")
        for label, count, share, point in zip(classes, counts, percents, points, strict=True)
    ]


def confidence_bars(histogram: ConfidenceHistogram, palette: Palette) -> go.Figure:
    """The confidence of correct and of wrong predictions, each as shares of its own group.

    So the wrong ones stay in sight where they are one in a hundred.

    Args:
        histogram: The counts.
        palette: Colours of the theme in use.
    """
    figure = empty_figure(palette, height=320)
    for name, counts, colour in (
        ("correct", histogram.correct, palette.accent),
        ("wrong", histogram.wrong, palette.error),
    ):
        figure.add_trace(_group_bars(histogram.edges * 100, counts, name, colour))
    figure.update_layout(bargap=0.15, bargroupgap=0.05, showlegend=True, margin={"r": 24})
    figure.update_xaxes(title_text="confidence", range=[0, 100], showgrid=False, fixedrange=True)
    ticks = [20, 40, 60, 80, 100]  # 0% would meet that of the other axis
    figure.update_xaxes(tickvals=ticks, ticktext=[f"{tick}%" for tick in ticks])
    figure.update_yaxes(title_text="share of the group", ticksuffix="%", range=[0, 100], fixedrange=True)
    return figure


def _group_bars(edges: NDArray[np.float64], counts: NDArray[np.int64], name: str, colour: str) -> go.Bar:
    total = int(counts.sum())
    return go.Bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=shares(counts) * 100,
        name=f"{name} ({total:,})",
        marker={"color": colour},
        hovertext=[
            f"confidence {low:.0f}–{high:.0f}%: {count:,} of {total:,} {name}"
            for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
        ],
        hovertemplate="%{hovertext} (%{y:.1f}%)<extra></extra>",
    )
