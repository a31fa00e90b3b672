"""The table of runs: a click selects one."""

from typing import Any

import streamlit as st

from core.runs.run import Run
from dashboard.toolkit.run_chooser import choose
from dashboard.toolkit.slots import TableSlot
from dashboard.toolkit.state import lab
from dashboard.toolkit.tables import run_rows

RUNS_TABLE = TableSlot("runs")


def show_runs(runs: list[Run], run: Run | None) -> None:
    """The table, in which the selected run is ticked; a click on a row selects another one."""
    RUNS_TABLE.tick([row for row, each in enumerate(runs) if run and each.id == run.id])
    curves = lab().curves([each.id for each in runs])
    st.dataframe(
        run_rows(runs, {run_id: found.accuracy_by_epoch.tolist() for run_id, found in curves.items()}),
        hide_index=True,
        column_config=_columns(),
        key=RUNS_TABLE.key,
        placeholder="–",
        selection_mode=["single-row", "single-cell"],
        on_select=lambda: _take_row(runs),
    )


def _take_row(runs: list[Run]) -> None:
    """Selects the run of the clicked row; the rows are those that the visitor saw, not today's."""
    row = RUNS_TABLE.clicked_row()
    if row is not None:
        choose(runs[row].id)


def _columns() -> dict[str, Any]:
    """How the columns look whose cells are no plain words."""
    return {
        "Accuracy": st.column_config.NumberColumn(format="%.2f %%", help="On the 10,000 images of test."),
        "Time": st.column_config.NumberColumn(
            format="%.0f s", help="From the start of the training to its end."
        ),
        "By epoch": st.column_config.LineChartColumn(
            width="small",
            help="Accuracy after each epoch, on the validation split where there is one, else in training.",
        ),
        "Epochs": st.column_config.TextColumn(help="Complete ones, of those asked for."),
        "Started": st.column_config.DatetimeColumn(format="D MMM, HH:mm", timezone=st.context.timezone),
    }
