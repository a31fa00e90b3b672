"""Rows of tables: runs in a list, and side by side."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.lab import Lab
from core.runs.curves import NO_POINTS
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.tables import MOST_CURVE_POINTS, Row, comparison_rows, run_rows, small_curve
from tests import keeping


def rows(home: Path, runs: list[Run]) -> list[Row]:
    lab = Lab(home)
    return run_rows(runs, lab.curves([run.id for run in runs]), lab.positions(runs), lab.datasets.facts)


def test_a_list_of_one_run_tells_no_settings(home: Path) -> None:
    (row,) = rows(home, [keeping.finished(home)])
    assert list(row) == [
        "Run", "Test accuracy", "Accuracy curve", "State", "Epochs", "Duration", "Created by", "Started"
    ]  # fmt: skip
    assert (row["Created by"], row["Epochs"]) == ("Guest", "2 of 2")


def test_an_empty_list_has_no_rows(home: Path) -> None:
    assert rows(home, []) == []


def test_a_long_curve_is_thinned_out_between_its_ends() -> None:
    values = np.linspace(0.1, 0.9, 1_000)
    curves = replace(NO_POINTS, accuracy=values, val_accuracy=np.full(1_000, np.nan))
    thin = small_curve(curves)
    assert len(thin) <= MOST_CURVE_POINTS + 1
    assert (thin[0], thin[-1]) == (values[0], values[-1])
    assert thin == sorted(thin)


def test_a_short_curve_keeps_every_epoch() -> None:
    values = np.array([0.1, 0.5, 0.7])
    assert small_curve(replace(NO_POINTS, accuracy=values, val_accuracy=values)) == [0.1, 0.5, 0.7]
    assert small_curve(NO_POINTS) == []


def test_a_comparison_has_results_and_what_differs(home: Path) -> None:
    runs = [keeping.finished(home), keeping.ended(home, State.STOPPED, preset="tutorial-dense-rmsprop")]
    lab = Lab(home)
    first, second = comparison_rows(
        runs, lab.curves([run.id for run in runs]), lab.positions(runs), lab.datasets.facts
    )
    assert [first[label] for label in ("Test accuracy", "Best validation accuracy", "Epochs")] == [
        "99.70% ★", "92.00%", "2 of 2"
    ]  # fmt: skip
    assert [second[label] for label in ("State", "Test accuracy", "Epochs")] == ["Stopped", "–", "1.5 of 2"]
    assert (first["Batch size"], second["Batch size"]) == ("64", "32")
    assert "Seed" not in first
