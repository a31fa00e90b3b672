"""A cell of the confusion matrix, chosen by a click or, with a keyboard, by two boxes."""

from typing import Literal

import streamlit as st

from core.evaluation.confusion import Evaluation, most_confused
from dashboard.charts import CHART_CONFIG, confusion_matrix
from dashboard.state import clicked_points, default_widget, set_widget
from dashboard.widgets import colours

DIGITS = list(range(10))


def choose_cell(scores: Evaluation) -> tuple[int, int]:
    """A cell of the matrix: by a click, or by two boxes."""
    worst = most_confused(scores, 1)
    row, column = (worst[0].truth, worst[0].predicted) if worst else (0, 0)
    default_widget("true-digit", row)
    default_widget("answer", column)
    first, second = st.columns(2)
    truth = first.selectbox("True digit", DIGITS, key="true-digit", persist_state="session")
    answer = second.selectbox("Read as", DIGITS, key="answer", persist_state="session")
    return truth, answer


def _take_click() -> None:
    """Puts a clicked cell into the two boxes."""
    if points := clicked_points("matrix"):
        row, column = points[0]["customdata"]
        set_widget("true-digit", int(row))
        set_widget("answer", int(column))


def show_matrix(scores: Evaluation, cell: tuple[int, int]) -> None:
    """The matrix; a click on a cell chooses it."""
    shares = st.toggle("In percent of the true digit", key="shares", persist_state="session")
    shown: Literal["counts", "shares"] = "shares" if shares else "counts"
    figure = confusion_matrix(scores.confusion, scores.shares, shown, cell, colours())
    st.plotly_chart(
        figure,
        theme=None,
        config=CHART_CONFIG,
        key="matrix",
        on_select=_take_click,
        selection_mode="points",
        alt="Confusion matrix: rows are the true digit, columns the answer",
    )
