"""The confusion matrix as a grid of buttons: a click, a tap or the arrow keys choose a cell.

Plotly's own selection takes a tap for one on the cell of the tap before, knows no keyboard, and makes the
page wait for the whole of Plotly.
"""

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Final, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.toolkit.theme import Palette, blend, ink_on
from dashboard.toolkit.words import counted_images

Cell = tuple[int, int]
"""Row and column: the true label and the predicted one."""

Shown = Literal["counts", "shares"]

_FOLDER: Final = files("dashboard.toolkit.components")

_component = st.components.v2.component(
    "digit_lab_confusion_matrix",
    css=(_FOLDER / "confusion_matrix.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "confusion_matrix.js").read_text(encoding="utf-8"),
)


def confusion_matrix(
    confusion: NDArray[np.int64],
    shares: NDArray[np.float64],
    *,
    key: str,
    shown: Shown,
    selected: Cell,
    classes: Sequence[str],
    split_name: str,
    palette: Palette,
    on_pick: Callable[[], None],
) -> None:
    """Show a square matrix in which the errors have the colour and the correct predictions stay grey.

    Args:
        confusion: (k, k) int, rows are the true label, columns the predicted one.
        shares: (k, k) float, each row of `confusion` divided by its sum, 0..1; 0 for an empty row.
        key: A constant; a `PickSlot` with it tells `on_pick` the [row, column] that was picked.
        shown: Whether the cells hold counts or percentages of their row.
        classes: What the classes are called.
        split_name: Of which split the images are.
        selected: The cell to outline; the caller keeps the choice.
        palette: Colours of the theme in use.
        on_pick: Called before the rerun that a pick makes.
    """
    _component(
        key=key,
        data={
            "rows": matrix_rows(confusion, shares, shown, classes, split_name, palette),
            "classes": list(classes),
            "selected": list(selected),
        },
        on_picked_change=on_pick,
    )


def matrix_rows(
    confusion: NDArray[np.int64],
    shares: NDArray[np.float64],
    shown: Shown,
    names: Sequence[str],
    split_name: str,
    palette: Palette,
) -> list[list[dict[str, str]]]:
    """What each cell says and how it looks: `text`, `name` (a sentence), and the colours `paper` and `ink`.

    The errors have a scale of their own, so that the correct predictions drown none.
    """
    values = confusion.astype(np.float64) if shown == "counts" else shares * 100
    write = _count_text if shown == "counts" else _share_text
    classes = len(confusion)
    largest_mistake = max(float(values[~np.eye(classes, dtype=bool)].max()), 1e-9)

    def cell(row: int, column: int) -> dict[str, str]:
        strength = float(values[row, column]) / largest_mistake
        paper = palette.line if row == column else blend(palette.surface, palette.error, strength)
        name = _sentence(confusion, shares, names, (row, column), split_name)
        return {"text": write(values[row, column]), "name": name, "paper": paper, "ink": ink_on(paper)}

    return [[cell(row, column) for column in range(classes)] for row in range(classes)]


def _count_text(count: float) -> str:
    return f"{count:,.0f}" if count else ""


def _share_text(percent: float) -> str:
    return "" if percent == 0 else "<0.1" if percent < 0.05 else f"{percent:.1f}"


def _sentence(
    confusion: NDArray[np.int64],
    shares: NDArray[np.float64],
    names: Sequence[str],
    cell: Cell,
    split_name: str,
) -> str:
    truth, predicted = (names[label] for label in cell)
    share = f" ({shares[cell] * 100:.1f}% of true {truth})" if confusion[cell[0]].any() else ""
    return f"True {truth}, predicted {predicted} · {counted_images(int(confusion[cell]), split_name)}{share}"
