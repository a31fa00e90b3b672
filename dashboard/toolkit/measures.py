"""What the catalogue knows of an image, as words."""

from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.columns import BY_NAME
from core.catalog.table import UNKNOWN, Table

_FORMATS: Final = {
    "ink": "{:.3f}",
    "thickness": "{:.2f} px",
    "slant": "{:.1f}°",
    "aspect": "{:.2f}",
    "sharpness": "{:.3f}",
    "class_distance": "{:.2f}",
    "neighbour_disagreement": "{:.0%}",
    "distance": "{:.2f}",
    "confidence": "{:.1%}",
    "margin": "{:.3f}",
    "loss": "{:#.3g}",
}
"""Of all other columns the values are whole numbers or names."""

_SAID_ELSEWHERE: Final = ("split", "digit", "index")


def words_of(table: Table, column: str, values: NDArray[np.generic]) -> list[str]:
    """Values of a column as words."""
    return [_word(table, column, value) for value in values.tolist()]


def measures_html(table: Table, row: int) -> str:
    """All that is known of an image, as HTML; the classes are those of `style.css`."""
    names = [name for name in BY_NAME if name in table.values and name not in _SAID_ELSEWHERE]
    items = "".join(_item(table, name, row) for name in names)
    return f'<dl class="measures">{items}</dl>'


def _item(table: Table, name: str, row: int) -> str:
    column, word = BY_NAME[name], _word(table, name, table.values[name][row].item())
    told = f"<dt>{escape(column.title)}</dt><dd>{escape(word)}</dd>"
    return f'<div title="{escape(column.help)}">{told}</div>'


def _word(table: Table, name: str, value: float) -> str:
    if np.isnan(value) or (name in table.names and value == UNKNOWN):
        return "–"
    if name in table.names:
        return table.names[name][int(value)]
    return _FORMATS.get(name, "{:.0f}").format(value)
