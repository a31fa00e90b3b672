"""Figure builders: arrays in, Plotly figures out; no Streamlit.

Show them with `st.plotly_chart(figure, theme=None, config=CHART_CONFIG, alt=...)`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.runs.curves import Curves
from dashboard.theme import Palette, blend, ink_on, template

CHART_CONFIG: Final[dict[str, Any]] = {"displayModeBar": False, "displaylogo": False, "responsive": True}
"""Plotly's `config` for every chart: no tool bar; a drag zooms and a double click goes back."""

Metric = Literal["loss", "accuracy"]
Cell = tuple[int, int]

MARKED_EPOCHS: Final = 40
"""Up to so many epochs each one has a visible point; beyond that points would merge into a thick line."""

_DIAGONAL: Final = np.eye(10, dtype=bool)
_CELLS: Final = [(row, column) for row in range(10) for column in range(10)]


def learning_curves(curves: Curves, metric: Metric, palette: Palette) -> go.Figure:
    """The curves of a finished run: thin training line by batch, training and validation points by epoch.

    An epoch that was stopped before its last batch has an open point.

    Args:
        curves: The run's points; the x axis counts epochs, so a batch point stands between two of them.
        metric: Which of the two measures to draw.
        palette: Colours of the theme in use.
    """
    training, validation = _epoch_values(curves, metric)
    figure = _figure(palette, height=320)
    figure.add_trace(_batch_line(curves, metric, palette))
    figure.add_trace(_epoch_line(curves, training, "training", palette.train, metric))
    figure.add_trace(_epoch_line(curves, validation, "validation", palette.validation, metric))
    figure.update_xaxes(title_text="epoch", rangemode="tozero", showgrid=False)
    figure.update_yaxes(title_text=metric, **_value_range(metric, np.concatenate([training, validation])))
    return figure


def _value_range(metric: Metric, epochs: NDArray[np.float64]) -> dict[str, Any]:
    """What the y axis shows at first: all of a loss, but of an accuracy the part where the epochs lie.

    The first batches climb from 0.1 within a blink; with them in sight all epochs would be one line on top.
    """
    if metric == "loss":
        return {"rangemode": "tozero"}
    if not np.isfinite(epochs).any():
        return {"range": [0, 1]}
    return {"range": [max(0.0, 1 - 1.5 * (1 - np.nanmin(epochs)) - 0.002), 1]}


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
        hovertemplate=f"epoch %{{x:.2f}}: {metric} %{{y:.4f}} in these batches<extra></extra>",
    )


def _epoch_line(
    curves: Curves, values: NDArray[np.float64], name: str, colour: str, metric: Metric
) -> go.Scatter:
    marked = len(curves.epoch) <= MARKED_EPOCHS
    return go.Scatter(
        x=curves.epoch,
        y=values,
        name=name,
        mode="lines+markers" if marked else "lines",
        line={"color": colour, "width": 2},
        marker={"size": 7, "symbol": np.where(curves.partial, "circle-open", "circle")},
        text=np.where(curves.partial, " (stopped early)", ""),
        hovertemplate=f"epoch %{{x}}%{{text}}: {name} {metric} %{{y:.4f}}<extra></extra>",
    )


class _Matrix(NamedTuple):
    """What every layer of the confusion matrix needs: rows are truth, columns are answers."""

    confusion: NDArray[np.int64]
    shares: NDArray[np.float64]
    values: NDArray[np.float64]
    largest_mistake: float


def confusion_matrix(
    confusion: NDArray[np.int64],
    shares: NDArray[np.float64],
    shown: Literal["counts", "shares"],
    selected: Cell | None,
    palette: Palette,
) -> go.Figure:
    """A square matrix in which the mistakes have the colour and the right answers stay grey.

    A click on a heatmap never reaches Python (streamlit issue 8760), so transparent markers lie over the
    cells; the `customdata` of each is `(row, column)`. Show it with `on_select="rerun"` and
    `selection_mode="points"`.

    Args:
        confusion: (10, 10) int, rows are the true digit, columns the answer.
        shares: (10, 10) float, each row of `confusion` divided by its sum, 0..1; NaN for an empty row.
        shown: Whether the cells hold counts or percentages of their row.
        selected: The (row, column) to outline.
        palette: Colours of the theme in use.
    """
    values = confusion.astype(np.float64) if shown == "counts" else np.nan_to_num(shares) * 100
    matrix = _Matrix(confusion, shares, values, max(float(values[~_DIAGONAL].max()), 1e-9))
    write = _count_text if shown == "counts" else _share_text
    figure = _figure(palette, height=480)
    figure.add_traces(
        [
            _right_answers(palette),
            _mistakes(matrix, palette),
            _numbers(matrix, write, palette),
            _click_targets(matrix),
        ]
    )
    if selected is not None:
        figure.add_shape(**_outline(selected, palette))
    _square_axes(figure)
    return figure


def _count_text(count: float) -> str:
    return f"{count:,.0f}" if count else ""


def _share_text(percent: float) -> str:
    return "" if percent == 0 else "<0.1" if percent < 0.05 else f"{percent:.1f}"


def _mistakes(matrix: _Matrix, palette: Palette) -> go.Heatmap:
    """All cells but the diagonal, on a scale of their own, so that the right answers hide none."""
    return go.Heatmap(
        z=np.where(_DIAGONAL, np.nan, matrix.values),
        zmin=0,
        zmax=matrix.largest_mistake,
        colorscale=[[0, palette.surface], [1, palette.mistake]],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )


def _right_answers(palette: Palette) -> go.Heatmap:
    return go.Heatmap(
        z=np.where(_DIAGONAL, 0.0, np.nan),
        colorscale=[[0, palette.line], [1, palette.line]],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )


def _numbers(matrix: _Matrix, write: Callable[[float], str], palette: Palette) -> go.Scatter:
    return go.Scatter(
        x=[column for _, column in _CELLS],
        y=[row for row, _ in _CELLS],
        text=[write(matrix.values[cell]) for cell in _CELLS],
        mode="text",
        textfont={"color": [_ink(matrix, cell, palette) for cell in _CELLS], "size": 12},
        hoverinfo="skip",
        showlegend=False,
    )


def _ink(matrix: _Matrix, cell: Cell, palette: Palette) -> str:
    row, column = cell
    strength = matrix.values[cell] / matrix.largest_mistake
    paper = palette.line if row == column else blend(palette.surface, palette.mistake, strength)
    return ink_on(paper)


def _click_targets(matrix: _Matrix) -> go.Scatter:
    invisible = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[column for _, column in _CELLS],
        y=[row for row, _ in _CELLS],
        customdata=_CELLS,
        hovertext=[_cell_sentence(matrix, cell) for cell in _CELLS],
        hovertemplate="%{hovertext}<extra></extra>",
        mode="markers",
        marker={"symbol": "square", "size": 44, "opacity": 0},
        selected=invisible,
        unselected=invisible,
        showlegend=False,
    )


def _cell_sentence(matrix: _Matrix, cell: Cell) -> str:
    row, column = cell
    count, total = matrix.confusion[cell], matrix.confusion[row].sum()
    verdict = f"{row} read rightly" if row == column else f"{row} read as {column}"
    percent = f" ({matrix.shares[cell] * 100:.1f} %)" if total else ""
    return f"{verdict}: {count:,} of {total:,}{percent}"


def _outline(cell: Cell, palette: Palette) -> dict[str, Any]:
    row, column = cell
    return {
        "type": "rect",
        "x0": column - 0.5,
        "x1": column + 0.5,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "line": {"color": palette.accent, "width": 3},
    }


def _square_axes(figure: go.Figure) -> None:
    digits = {"tickmode": "array", "tickvals": list(range(10)), "showgrid": False, "fixedrange": True}
    square = digits | {"constrain": "domain"}
    figure.update_xaxes(**square, title_text="answer of the model", range=[-0.5, 9.5], constraintoward="left")
    figure.update_yaxes(
        **square, title_text="true digit", range=[9.5, -0.5], scaleanchor="x", constraintoward="top"
    )
    figure.update_layout(dragmode=False, margin_t=8)


def class_balance(counts_by_split: Mapping[str, NDArray[np.int64]], palette: Palette) -> go.Figure:
    """How often each digit occurs, as percent of its split, so that splits of any size compare.

    Args:
        counts_by_split: For "train", "validation", "test" or some of them, the (10,) int count of each digit.
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
        x=np.arange(10),
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
