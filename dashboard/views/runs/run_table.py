"""The table of runs: a click selects one, ticks gather several."""

from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.caches import facts_named
from dashboard.toolkit.layout import colours
from dashboard.toolkit.run_chooser import choose
from dashboard.toolkit.slots import TableSlot
from dashboard.toolkit.state import session
from dashboard.toolkit.tables import BEST, run_rows
from dashboard.toolkit.theme import ink_on
from dashboard.toolkit.words import duration
from dashboard.views.runs.listing import Listing

RUNS_TABLE = TableSlot("runs")

ROW_PIXELS = 40
"""As high as a fingertip needs."""

PROBLEM = " ⚠"

NO_TRIAL = "This sweep has no runs: none was started yet, or all were deleted."


def show_runs(listing: Listing, run: Run | None) -> None:
    """The table: the row of the selected run is shaded; a click on another row selects that run."""
    if not listing.runs:
        st.info(NO_TRIAL if _asks_for_sweep_alone(listing.query) else "No run matches these filters.")
        return
    ids = [each.id for each in listing.runs]
    row = ids.index(run.id) if run and run.id in ids else None
    RUNS_TABLE.show(sorted(ids.index(each) for each in session().ticked if each in ids), row)
    table = pd.DataFrame(run_rows(listing.runs, listing.curves, listing.positions, facts_named))
    table["State"] += [PROBLEM if each in listing.problems else "" for each in ids]
    st.dataframe(
        _styled(table, listing, row),
        hide_index=True,
        column_config=_columns(),
        key=RUNS_TABLE.key,
        placeholder="–",
        row_height=ROW_PIXELS,
        selection_mode=["multi-row", "single-cell"],
        on_select=lambda: _take_selection(ids, run),
        alt="Runs",
    )


def _asks_for_sweep_alone(query: RunQuery) -> bool:
    return bool(query.sweep) and query == RunQuery(sweep=query.sweep, order=query.order)


def _take_selection(ids: list[str], run: Run | None) -> None:
    """Selects the run of the clicked cell and gathers the ticked ones; the rows are those that were seen."""
    row = RUNS_TABLE.clicked_row()
    if row is not None and row < len(ids) and (run is None or ids[row] != run.id):
        choose(ids[row])
    ticked = [ids[each] for each in RUNS_TABLE.ticked_rows() if each < len(ids)]
    kept = [each for each in session().ticked if each not in ids or each in ticked]
    session().ticked = [*kept, *(each for each in ticked if each not in kept)]


def _styled(table: pd.DataFrame, listing: Listing, row: int | None) -> Styler:
    """The table with its marks: the selected row, the best run, runs that failed or fail to learn."""
    is_best = [listing.best is not None and run.id == listing.best.id for run in listing.runs]
    looks = pd.DataFrame(
        [
            _looks(run, best, run.id in listing.problems)
            for run, best in zip(listing.runs, is_best, strict=True)
        ],
        columns=["Run", "Test accuracy", "State"],
    ).reindex(columns=table.columns, fill_value="")
    if row is not None:
        looks.iloc[row] += f"; background-color: {colours().surface}"
    best = max(table["Test accuracy"][is_best], default=None)
    texts = {
        "Test accuracy": lambda share: _accuracy_text(share) + (BEST if share == best else ""),
        "Duration": _duration_text,
        "Accuracy curve": lambda _: "",
    }
    return table.style.format(texts).apply(lambda _: looks, axis=None)


def _looks(run: Run, is_best: bool, is_problem: bool) -> tuple[str, str, str]:
    """CSS of a run's name, accuracy and state."""
    palette = colours()
    name = (
        f"color: {ink_on(palette.background)}; font-weight: 500"  # a pinned column is drawn paler than told
    )
    if is_problem or run.state is State.FAILED:
        return name, f"color: {palette.error}", f"color: {palette.error}"
    return name, f"color: {palette.link}; font-weight: 600" if is_best else "", ""


def _accuracy_text(share: float) -> str:
    return "–" if pd.isna(share) else f"{share:.2f}%"


def _duration_text(seconds: float) -> str:
    return duration(None if pd.isna(seconds) else seconds)


def _columns() -> dict[str, Any]:
    """How the columns look whose cells are no plain words."""
    return {
        "Run": st.column_config.TextColumn(
            pinned=True,
            width=227,
            help="By keyboard: the arrow keys choose a run, Shift and Space select it.",
        ),
        "Test accuracy": st.column_config.NumberColumn(
            width=96, help="On the 10,000 test images. ★ marks the best of all runs that the filters leave."
        ),
        "Accuracy curve": st.column_config.LineChartColumn(
            width=110,
            y_min=0,
            y_max=1,
            help="Validation accuracy by epoch, on a scale from 0 to 100%; training accuracy where a run has"
            " no validation.",
        ),
        "State": st.column_config.TextColumn(
            help="⚠ marks a run that fails to learn; select it to read why.",
        ),
        "Epochs": st.column_config.TextColumn(help="Epochs trained, of those asked for."),
        "Duration": st.column_config.NumberColumn(help="From the start of the training to its end."),
        "Started": st.column_config.DatetimeColumn(format="D MMM, HH:mm", timezone=st.context.timezone),
    }
