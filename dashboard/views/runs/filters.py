"""Which runs the table shows and in which order: all of it stands in the address."""

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from core.models.presets import PRESETS
from core.runs.query import RunOrder, RunQuery
from core.runs.state import State
from core.sweep_reports import find_sweep, sweeps
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session, trainer

_ORDERS: Final[dict[RunOrder, str]] = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "accuracy": "Test accuracy, highest first",
    "name": "Name",
}

PAGE = WidgetSlot("page", int)
_FOLD = WidgetSlot("filter-fold", bool)
_SWEEP = WidgetSlot("sweep-filter", str)

SWEEP: Final = "of_sweep"
"""The name in the address of the sweep whose trials are shown."""


_OTHERS: Final[tuple[tuple[WidgetSlot[Any], Any], ...]] = (
    (WidgetSlot("search", str), ""),
    (WidgetSlot("state", list), []),
    (WidgetSlot("of_preset", str), None),
    (WidgetSlot("mine", bool), False),
)
"""The filters beside that of the sweep, each with the value that leaves nothing out."""


def _start_at_first_page() -> None:
    """Another filter finds other runs, of which one wants to see the first."""
    PAGE.set(1)


_FILTER: Final[dict[str, Any]] = {
    "on_change": _start_at_first_page,
    "bind": "query-params",
    "persist_state": "session",
}
"""What all filters have in common."""


def choose_filters() -> RunQuery:
    """The filters in one row, and the question that they ask.

    Where the page is narrow, a switch folds away all but the search; `style.css` does it.
    """
    _take_link()
    asked = _asked_sweep()
    if asked and find_sweep(lab(), asked) is None:
        st.warning("There is no such sweep here; the list is not filtered by sweep.")
        del st.query_params[SWEEP]  # or it would be said at each rerun
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        sought = st.text_input(
            "Search",
            key="search",
            placeholder="Name, person or id",
            width=180,
            **_FILTER,
        )
        _FOLD.default(bool({"state", "of_preset", SWEEP, "mine", "sort"} & st.query_params.keys()))
        st.toggle("Filters", key=_FOLD.key)
        with st.container(horizontal=True, vertical_alignment="bottom", key="filter-more"):
            query = _choose_rest()
    return replace(query, text=(sought or "").strip())


def _take_link() -> None:
    """Empties what a link to the runs of a sweep does not name; Streamlit would keep what it was before."""
    if session().page == "runs" or SWEEP not in st.query_params:
        return
    for slot, nothing in _OTHERS:
        if slot.key not in st.query_params:
            slot.set(nothing)
    if PAGE.key not in st.query_params:
        _start_at_first_page()


def _choose_rest() -> RunQuery:
    states = st.multiselect(
        "State",
        list(State),
        format_func=lambda each: State(each).label,
        key="state",
        placeholder="Any",
        width=150,
        **_FILTER,
    )
    preset = st.selectbox(
        "Preset",
        list(PRESETS),
        index=None,
        format_func=lambda each: PRESETS[each].title,
        key="of_preset",
        placeholder="Any",
        width=180,
        **_FILTER,
    )
    sweep = _choose_sweep()
    order = st.selectbox(
        "Sort by",
        list(_ORDERS),
        format_func=lambda each: _ORDERS[each],
        key="sort",
        width=180,
        **_FILTER,
    )
    mine = st.toggle("Only mine", key="mine", **_FILTER)
    return RunQuery(
        states=tuple(map(State, states)),
        preset=preset or "",
        sweep=sweep,
        owner=trainer().person.id if mine else "",
        order=order,
    )


def _choose_sweep() -> str:
    """The id of the sweep whose trials are asked for, empty for all; no field in a lab without sweeps.

    Streamlit would write its name into the address, which another sweep may have too.
    """
    names = {sweep.id: sweep.name for sweep in sweeps(lab())}
    asked = _asked_sweep()
    if asked and asked not in names and (older := find_sweep(lab(), asked)):
        names[older.id] = older.name
    if not names:
        return ""
    _SWEEP.set(asked if asked in names else None)
    st.selectbox(
        "Sweep", list(names), index=None, format_func=lambda each: names[each], key=_SWEEP.key,
        placeholder="Any", width=150, on_change=_take_sweep,
    )  # fmt: skip
    return asked if asked in names else ""


def _asked_sweep() -> str:
    """The id of the sweep that the address names, be it there or not; empty without one."""
    return st.query_params.get(SWEEP, "")


def _take_sweep() -> None:
    if chosen := _SWEEP.get():
        st.query_params[SWEEP] = chosen
    else:
        st.query_params.pop(SWEEP, None)
    _start_at_first_page()
