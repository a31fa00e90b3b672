"""A Plotly figure, drawn by the small Plotly that the lab serves.

`st.plotly_chart` loads the whole of Plotly, four times as much, and holds the browser up for a second.
"""

from importlib.resources import files
from typing import Any, Final

import plotly.graph_objects as go
import streamlit as st

from dashboard.toolkit.components.assets import LEGEND_PATH, PLOTLY_PATH, SERVED_JS

CONFIG: Final[dict[str, Any]] = {"displayModeBar": False, "displaylogo": False}
"""No tool bar: a drag zooms and a double click goes back."""

_component = st.components.v2.component(
    "digit_lab_figure",
    js=SERVED_JS + (files("dashboard.toolkit.components") / "figure.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show_figure(figure: go.Figure, *, key: str, alt: str, has_legend: bool = False) -> None:
    """Show a figure of scatter, bar or pie traces, which is all that this Plotly knows.

    Args:
        figure: With a `height` in its layout; as wide as its place.
        key: A constant; the chart stays in place, zoomed as it is, as long as the figure is the same.
        alt: What the figure shows, for those who do not see it.
        has_legend: Whether a button for each line stands above it, which shows or hides the line.
    """
    legend = {"legend": LEGEND_PATH} if has_legend else {}
    data = {"figure": figure.to_json(), "config": CONFIG, "plotly": PLOTLY_PATH, "alt": alt}
    _component(key=key, data=data | legend)
