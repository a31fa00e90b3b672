"""The table of a sweep's trials; a click on a row opens that run."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from core.sweep_reports import SweepReport
from core.sweeps.space import value_text
from core.sweeps.trial import Trial
from core.sweeps.variables import VARIABLES
from dashboard.toolkit.layout import colours
from dashboard.toolkit.links import go
from dashboard.toolkit.slots import TableSlot, WidgetSlot
from dashboard.toolkit.tables import BEST, Row
from dashboard.toolkit.words import duration, percent

_OPENED: Final = WidgetSlot("opened-trial", str)
"""The run of the trial that was just clicked, until its page is opened."""

ROW_PIXELS = 40
"""As high as a fingertip needs."""

ACCURACY = "Validation accuracy"


def show_trials(found: SweepReport) -> None:
    """A row a trial, the newest first."""
    trials = list(reversed(found.trials))
    if not trials:
        st.info("No trial was started." if found.sweep.has_ended else "The first trial starts in a moment.")
        return
    table = pd.DataFrame([_row(found, trial) for trial in trials])
    slot = TableSlot(f"trials-{found.sweep.id}")
    runs = [trial.run for trial in trials]
    st.dataframe(
        _styled(table, found),
        hide_index=True,
        column_config=_columns(),
        key=slot.key,
        placeholder="–",
        row_height=ROW_PIXELS,
        selection_mode="single-cell",
        on_select=lambda: _take_click(slot, runs),
        alt="Trials",
    )
    if run := _OPENED.get():
        _OPENED.forget()
        go("train", run=run)


def _take_click(slot: TableSlot, runs: Sequence[str | None]) -> None:
    """Remembers the run of the clicked row; the rows are those that were seen, whatever has started since."""
    row = slot.clicked_row()
    if row is not None and row < len(runs):
        _OPENED.set(runs[row])


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
    looks = pd.DataFrame("", index=table.index, columns=table.columns)
    looks.loc[is_best, ["Trial", ACCURACY]] = f"color: {colours().link}; font-weight: 600"
    numbers = {each.label: _value_text for each in VARIABLES.values() if each.label in table}
    texts = {
        ACCURACY: lambda share: "–" if pd.isna(share) else percent(share),
        "Duration": lambda seconds: duration(None if pd.isna(seconds) else seconds),
        **numbers,
    }
    styled = table.style.format(texts).apply(lambda _: looks, axis=None)
    if best is None or best.accuracy is None:
        return styled
    starred = percent(best.accuracy) + BEST  # of equals the best trial alone
    return styled.format(
        {ACCURACY: lambda _: starred}, subset=pd.IndexSlice[table.index[is_best], [ACCURACY]]
    )


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
