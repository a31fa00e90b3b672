"""The runs on screen and what the page tells of them, read once a rerun."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from core.runs.curves import Curves
from core.runs.query import RunQuery
from core.runs.run import Run
from core.text import Text
from dashboard.toolkit.run_chooser import choose
from dashboard.toolkit.run_diagnosis import diagnosis_of
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import percent, plain
from dashboard.views.runs.filters import PAGE

RUNS_AT_ONCE = 50


@dataclass(frozen=True)
class Listing:
    """A page of runs.

    Attributes:
        query: What was asked for, on all pages.
        count: How many runs the filters leave on all pages.
        runs: In the order of the table.
        curves: By run id, the points of its epochs.
        positions: By run id, the epochs trained so far, with their fraction.
        problems: By run id, why it fails to learn and what to do; those that learn are not in it.
        best: The most accurate on test of all runs that the filters leave, on this page or not.
    """

    query: RunQuery
    count: int
    runs: list[Run]
    curves: Mapping[str, Curves]
    positions: Mapping[str, float]
    problems: Mapping[str, Text]
    best: Run | None


def read_listing(query: RunQuery) -> Listing:
    """The runs that a question finds, a page of them; the visitor turns the pages here."""
    count = lab().count_runs(query)
    pages = max(1, -(-count // RUNS_AT_ONCE))
    page = st.pagination(pages, key=PAGE.key, bind="query-params") if pages > 1 else 1
    runs = lab().runs(replace(query, limit=RUNS_AT_ONCE, offset=(page - 1) * RUNS_AT_ONCE))
    curves = lab().curves([run.id for run in runs])
    positions = lab().positions(runs)
    return Listing(query, count, runs, curves, positions, _problems(runs, curves), _best(query))


def _problems(runs: list[Run], curves: Mapping[str, Curves]) -> dict[str, Text]:
    found = {run.id: diagnosis_of(run, curves[run.id]) for run in runs}
    return {run_id: problem for run_id, problem in found.items() if problem is not None}


def _best(query: RunQuery) -> Run | None:
    first = lab().runs(replace(query, order="accuracy", limit=1))
    return next((run for run in first if run.accuracy is not None), None)


def show_summary(listing: Listing) -> None:
    """How many runs there are, and the best of them, which a click selects."""
    best = listing.best
    with st.container(horizontal=True, vertical_alignment="center", key="summary"):
        if best is not None and best.accuracy is not None and listing.count > 1:
            label = f"★ Best test accuracy: {percent(best.accuracy)} · {plain(best.name)}"
            st.button(label, type="tertiary", on_click=choose, args=(best.id,), wrap=True)
        count = f"{listing.count:,} runs" if listing.count != 1 else "1 run"
        st.markdown(f":gray[{count}]", width="content")
