"""Figures of bars: how often each class occurs, how confident a model is; no Streamlit.

Show them with `components.figure.show_figure`.
"""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.evaluation.confidence import ConfidenceHistogram, shares
from dashboard.toolkit.charts import empty_figure
from dashboard.toolkit.theme import Palette, ink_on


def class_balance(split: str, counts: NDArray[np.int64], palette: Palette) -> go.Figure:
    """How many images each class has, with a line where all classes would have as many.

    Each axis ends at the same share of its split, so that splits of any size compare. A bar says by how many
    percentage points its class deviates from an equal share.

    Args:
        split: "train", "validation" or "test".
        counts: (k,) int, the images of each class.
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
        hovertext=class_shares(counts),
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure = empty_figure(palette, height=240)
    figure.add_trace(bars)
    figure.add_hline(equal, line={"color": palette.muted, "width": 1, "dash": "dot"})
    figure.update_layout(bargap=0.12, margin={"t": 8})
    figure.update_xaxes(title_text="digit", dtick=1, showgrid=False, fixedrange=True)
    figure.update_yaxes(
        title_text="images", tickformat=",", nticks=5, range=[0, 1.25 * equal or 1], fixedrange=True
    )
    return figure


def class_shares(counts: NDArray[np.int64]) -> list[str]:
    """For each class such as "1: 6,179 · 11.2% · +1.2 points", the last being how far an equal share is."""
    percents = shares(counts) * 100
    points = percents - percents.mean()
    return [
        f"{label}: {count:,} · {share:.1f}% · {point:+.1f} points".replace("-", "−")
        for label, (count, share, point) in enumerate(zip(counts, percents, points, strict=True))
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
