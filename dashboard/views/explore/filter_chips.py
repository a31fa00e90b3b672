"""The further filters: each a button that opens its values, with a histogram of what it would choose from."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from math import ceil, floor, log10
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.columns import BY_NAME
from core.catalog.number_ranges import ranges_of
from core.catalog.query import Between, Filter, OneOf, Query
from core.catalog.table import UNKNOWN, Table
from dashboard.toolkit.caches import selected_rows
from dashboard.toolkit.histogram import histogram_html
from dashboard.toolkit.layout import colours
from dashboard.toolkit.measures import words_of
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.words import plain
from dashboard.views.explore.address import HAVE_FIELDS, offered_columns, put

ANY: Final = ".."
"""A range that is open at both ends: every value that is known."""

MOST_PILLS: Final = 12
"""A column of whole numbers with more values than these gets a slider."""

REGION: Final = "Selected on the map"
"""What the region of a map is called as a filter."""

NAMED_VALUES: Final = 12
"""So many values of a filter are told."""

STEPS: Final = 100
"""At least so many from one end of a slider to the other."""

_ADDED: WidgetSlot[str] = WidgetSlot("add-filter", str)


def show_filters(query: Query, table: Table) -> None:
    """A button for each filter, and a menu that adds one."""
    offered = [name for name in offered_columns(query, table) if query.filter_of(name) is None]
    st.menu_button(
        "Add filter",
        offered,
        key=_ADDED.key,
        icon=":material/filter_alt:",
        format_func=lambda name: BY_NAME[name].title,
        on_click=_add,
        args=(table.names,),
    )
    for each in query.filters:
        if each.column not in HAVE_FIELDS:
            _show_chip(each, query, table)
    if query.within is not None:
        st.button(
            REGION,
            key="remove-within",
            icon=":material/close:",
            on_click=put,
            args=("within", ""),
            help="Removes this filter.",
        )


def _add(names: Mapping[str, tuple[str, ...]]) -> None:
    """Adds a filter that lets everything through, and opens it."""
    name = _ADDED.get()
    if name in BY_NAME:
        put(name, ",".join(names[name]) if name in names else ANY)
        _chip(name).set(True)


def _chip(name: str) -> WidgetSlot[bool]:
    """Whether the button of a filter is open."""
    return WidgetSlot(f"filter-{name}", bool)


def _show_chip(condition: Filter, query: Query, table: Table) -> None:
    name = condition.column
    # Its label never changes, for Streamlit would take it for another one and close it.
    popover = st.popover(BY_NAME[name].title, key=_chip(name).key, on_change="rerun")
    if not popover.open:
        return
    with popover:
        rest = tuple(each for each in query.filters if each.column != name)
        rows = selected_rows(replace(query, filters=rest, sort=None), table)
        values = table.values[name][rows]
        st.markdown(f":gray[{BY_NAME[name].help}]")
        if name == "index" and isinstance(condition, OneOf):
            st.markdown(_words(condition, table))  # a slider would make one range of them
        elif name in table.names:
            _choose_names(condition, table, values)
        else:
            _choose_numbers(condition, values)
        st.button("Remove filter", key=f"remove-{name}", on_click=partial(put, name, ""))


def filters_text(query: Query, table: Table) -> str:
    """What the further filters let through, for example "Ink up to 0.2, Holes 1"."""
    told = [
        f"{BY_NAME[each.column].title} {_words(each, table)}"
        for each in query.filters
        if each.column not in HAVE_FIELDS
    ]
    return ", ".join([*told, REGION] if query.within else told)


def _words(condition: Filter, table: Table) -> str:
    match condition:
        case OneOf(column=name, values=values):
            every = table.names.get(name, ())
            if set(values) == set(every):
                return "any"
            more = f" and {len(values) - NAMED_VALUES} more" if len(values) > NAMED_VALUES else ""
            return ", ".join(values[:NAMED_VALUES]) + more
        case Between(column=name, low=low, high=high):
            first, last = (
                "" if end is None else words_of(table, name, np.array([end]))[0] for end in (low, high)
            )
            if not first and not last:
                return "any"
            return f"{first} to {last}" if first and last else f"from {first}" if first else f"up to {last}"


def _choose_names(condition: Filter, table: Table, values: NDArray[np.generic]) -> None:
    """The values of a category as pills, each with its number of images."""
    name = condition.column
    counts = np.bincount(values[values != UNKNOWN].astype(np.int64), minlength=len(table.names[name]))
    words = dict(zip(table.names[name], counts.tolist(), strict=True))
    chosen = [each for each in words if isinstance(condition, OneOf) and each in condition.values]
    _pills(name, words, chosen)


def _choose_numbers(condition: Filter, values: NDArray[np.generic]) -> None:
    """The values of a column of numbers: pills if they are few whole ones, else a slider over a histogram."""
    name, known = condition.column, values[~np.isnan(values.astype(np.float64))].astype(np.float64)
    if not len(known):
        st.markdown(":gray[Nothing is known of these images.]")
        return
    distinct, counts = np.unique(known, return_counts=True)
    if BY_NAME[name].kind == "count" and len(distinct) <= MOST_PILLS:
        words = {f"{value:.12g}": count for value, count in zip(distinct, counts.tolist(), strict=True)}
        _pills(name, words, [each for each in words if _lets_through(condition, float(each))])
        return
    _slider(condition, known)


def _lets_through(condition: Filter, value: float) -> bool:
    match condition:
        case OneOf(values=values):
            return any(low <= value <= high for low, high in ranges_of(values))
        case Between(low=low, high=high):
            return (low is None or low <= value) and (high is None or value <= high)


def _pills(name: str, counts: dict[str, int], chosen: list[str]) -> None:
    slot: WidgetSlot[list[str]] = WidgetSlot(f"values-{name}", list)
    slot.set(chosen)
    st.pills(
        BY_NAME[name].title,
        list(counts),
        selection_mode="multi",
        key=slot.key,
        format_func=lambda each: f"{plain(each)} · {counts[each]:,}",
        label_visibility="collapsed",
        on_change=lambda: put(name, ",".join(slot.get() or []) or ",".join(counts)),
    )


def _slider(condition: Filter, known: NDArray[np.float64]) -> None:
    name = condition.column
    step, decimals = _step(float(known.min()), float(known.max()))
    least, most = floor(known.min() / step) * step, ceil(known.max() / step) * step
    most = max(most, least + step)
    low, high = _ends(condition)
    first, last = np.clip([least if low is None else low, most if high is None else high], least, most)
    ends = float(first), float(last)
    slot: WidgetSlot[tuple[float, float]] = WidgetSlot(f"range-{name}", tuple)
    slot.set(ends)
    st.html(histogram_html(known, (least, most), ends, colours().accent))

    def take() -> None:
        first, last = slot.get() or (least, most)
        written = [
            "" if at_end else f"{end:.{decimals}f}"
            for end, at_end in ((first, first <= least), (last, last >= most))
        ]
        put(name, ANY.join(written))

    st.slider(
        BY_NAME[name].title,
        float(least),
        float(most),
        step=step,
        format=f"%.{decimals}f",
        key=slot.key,
        label_visibility="collapsed",
        on_change=take,
    )


def _ends(condition: Filter) -> tuple[float | None, float | None]:
    match condition:
        case OneOf(values=values):
            lows, highs = zip(*ranges_of(values), strict=True)
            return min(lows), max(highs)
        case Between(low=low, high=high):
            return low, high


def _step(least: float, most: float) -> tuple[float, int]:
    """A power of ten that parts the way into `STEPS` at least, and its decimals."""
    exponent = floor(log10(max(most - least, 1e-9) / STEPS))
    return 10.0**exponent, max(0, -exponent)
