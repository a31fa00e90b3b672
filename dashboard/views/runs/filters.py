"""Which runs the table shows: by name, by state, and a page at a time."""

from dataclasses import replace

import streamlit as st

from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab

RUNS_AT_ONCE = 50
PAGE = WidgetSlot("page", int)


def choose_runs() -> list[Run]:
    """The filters, where there are more runs than a page holds, and the runs that they leave on this page."""
    if lab().count_runs(RunQuery()) <= RUNS_AT_ONCE and not st.query_params.keys() & {"search", "state"}:
        return lab().runs(RunQuery(limit=RUNS_AT_ONCE))
    text, state = st.columns([3, 4])
    with text:
        sought = st.text_input(
            "Search",
            key="search",
            on_change=_start_at_first_page,
            placeholder="Name, person or id",
            bind="query-params",
            persist_state="session",
        )
    with state:
        states = st.pills(
            "State",
            list(State),
            selection_mode="multi",
            format_func=lambda each: State(each).label,
            key="state",
            on_change=_start_at_first_page,
            bind="query-params",
            persist_state="session",
            wrap=True,
        )
    return _choose_page(RunQuery(text=(sought or "").strip(), states=tuple(map(State, states))))


def _start_at_first_page() -> None:
    """Another filter finds other runs, of which one wants to see the newest."""
    PAGE.set(1)


def _choose_page(query: RunQuery) -> list[Run]:
    found = lab().count_runs(query)
    parts = max(1, -(-found // RUNS_AT_ONCE))
    count, pages = st.columns([2, 5], vertical_alignment="center")
    with pages:
        part = st.pagination(parts, key=PAGE.key, bind="query-params") if parts > 1 else 1
    count.markdown(f"{found:,} runs" if found != 1 else "1 run")
    return lab().runs(replace(query, limit=RUNS_AT_ONCE, offset=(part - 1) * RUNS_AT_ONCE))
