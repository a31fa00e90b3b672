"""Colours for the values of a column, told apart with any colour vision, and their legend."""

from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray
from plotly.colors import sample_colorscale

from core.catalog.columns import ANSWERS, BY_NAME
from core.catalog.table import UNKNOWN, Table
from dashboard.toolkit.measures import words_of
from dashboard.toolkit.theme import DIGITS

_ANSWER_COLOURS: Final = ("#d55e00", "#0072b2")
"""No and yes: vermilion and blue of Okabe and Ito, Color Universal Design, 2008."""

SHADES: Final = sample_colorscale("Cividis", np.linspace(0, 1, 64).tolist())
"""From low to high; Nuñez, Anderton and Renslow, PLOS ONE 13(7), 2018."""

_NONE: Final = "transparent"
_TAILS: Final = (1, 99)  # percentiles: a few extreme images would leave one colour to all others


def colours_of(table: Table, column: str, rows: NDArray[np.int64]) -> list[str]:
    """The colour of the column's value in each of these rows, as CSS; transparent where there is none."""
    colours = [*column_colours(table, column), _NONE]
    return [colours[number] for number in colour_numbers(table, column, rows).tolist()]


def column_colours(table: Table, column: str) -> tuple[str, ...]:
    """All colours of a column's values, as CSS."""
    return _named(table, column) if column in table.names else tuple(SHADES)


def colour_numbers(table: Table, column: str, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of `column_colours` the column's value has in each of these rows, -1 where there is none."""
    values = table.values[column][rows]
    if column in table.names:
        return np.where(values == UNKNOWN, -1, values).astype(np.int64)
    low, high = _ends(table, column)
    share = (values.astype(np.float64) - low) / max(high - low, 1e-9)
    steps = np.rint(np.clip(share, 0, 1) * (len(SHADES) - 1))
    return np.where(np.isnan(steps), -1, np.nan_to_num(steps)).astype(np.int64)


def legend_html(table: Table, column: str) -> str:
    """What the colours of a column say, as HTML; the classes are those of `style.css`."""
    title = escape(BY_NAME[column].title)
    if column in table.names:
        items = zip(table.names[column], _named(table, column), strict=True)
        told = "".join(
            f'<li><i style="background:{colour}"></i>{escape(name)}</li>' for name, colour in items
        )
        return f'<div class="legend"><b>{title}</b><ul>{told}</ul></div>'
    low, high = (escape(word) for word in words_of(table, column, np.array(_ends(table, column))))
    scale = f'<i class="scale" style="background:linear-gradient(90deg, {", ".join(SHADES[::7])})"></i>'
    return (
        f'<div class="legend"><b>{title}</b><span>up to {low}</span>{scale}<span>{high} and more</span></div>'
    )


def _named(table: Table, column: str) -> tuple[str, ...]:
    names = table.names[column]
    if names == ANSWERS:
        return _ANSWER_COLOURS
    return tuple(DIGITS[k % len(DIGITS)] for k in range(len(names)))  # after ten classes it starts anew


def _ends(table: Table, column: str) -> tuple[float, float]:
    """The values of the first and the last colour."""
    known = table.values[column]
    known = known[~np.isnan(known)]
    if not len(known):
        return 0.0, 1.0
    low, high = np.percentile(known, _TAILS)
    return float(low), float(high)
