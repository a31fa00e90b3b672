"""The table of a sweep's trials; a click on a row opens that run."""

from typing import Any

import pandas as pd
import streamlit as st

from core.sweep_reports import SweepReport
from core.sweeps.space import value_text
from core.sweeps.trial import Trial
from core.sweeps.variables import VARIABLES
from dashboard.toolkit.layout import colours
from dashboard.toolkit.links import go
from dashboard.toolkit.slots import TableSlot
from dashboard.toolkit.tables import BEST, Row
from dashboard.toolkit.words import duration, percent

TRIALS_TABLE = TableSlot("trials")

ROW_PIXELS = 40
"""As high as a fingertip needs."""

ACCURACY = "Validation accuracy"


def show_trials(found: SweepReport) -> None:
    """A row a trial, the newest first."""
    trials = list(reversed(found.trials))
    if not trials:
        st.info("The first trial starts in a moment.")
        return
    table = pd.DataFrame([_row(found, trial) for trial in trials])
    st.dataframe(
        _styled(table, found),
        hide_index=True,
        column_config=_columns(),
        key=TRIALS_TABLE.key,
        placeholder="–",
        row_height=ROW_PIXELS,
        selection_mode="single-cell",
        on_select="rerun",
        alt="Trials",
    )
    row = TRIALS_TABLE.clicked_row()
    if row is not None and row < len(trials) and (run := trials[row].run):
        go("train", run=run)


def _row(found: SweepReport, trial: Trial) -> Row:
    spec = found.sweep.spec
    return {
        "Trial": trial.number,
        ACCURACY: trial.accuracy,
        **{VARIABLES[name].label: trial.values[name] for name in VARIABLES if name in spec.space},
        "State": trial.status,
        "Epochs": f"{trial.epochs_done} of {spec.epochs_of(trial.values)}",
        "Duration": trial.seconds,
        "Remark": str(trial.reason or ""),
    }


def _styled(table: pd.DataFrame, found: SweepReport) -> Any:
    """The table with numbers as people write them, and the best trial marked."""
    best = found.best
    is_best = table["Trial"] == (best.number if best else -1)
    top = best.accuracy if best else None
    looks = pd.DataFrame("", index=table.index, columns=table.columns)
    looks.loc[is_best, ["Trial", ACCURACY]] = f"color: {colours().link}; font-weight: 600"
    numbers = {each.label: _value_text for each in VARIABLES.values() if each.label in table}
    texts = {
        ACCURACY: lambda share: "–" if pd.isna(share) else percent(share) + (BEST if share == top else ""),
        "Duration": lambda seconds: duration(None if pd.isna(seconds) else seconds),
        **numbers,
    }
    return table.style.format(texts).apply(lambda _: looks, axis=None)


def _value_text(value: Any) -> str:
    return value_text(value)


def _columns() -> dict[str, Any]:
    return {
        "Trial": st.column_config.NumberColumn(
            width=70, pinned=True, help="By keyboard: the arrow keys choose a trial, Space opens it."
        ),
        ACCURACY: st.column_config.NumberColumn(
            width=130, help="After the last complete epoch. ★ marks the best."
        ),
        "Epochs": st.column_config.TextColumn(help="Epochs trained, of those asked for."),
    }
