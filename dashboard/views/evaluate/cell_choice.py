"""A cell of the confusion matrix, chosen in the matrix itself or by two boxes."""

import streamlit as st

from core.evaluation.confusion import DIGITS, Evaluation, most_confused
from dashboard.toolkit.components.confusion_matrix import Cell, confusion_matrix
from dashboard.toolkit.state import default_widget, picked, set_widget
from dashboard.toolkit.widgets import colours

_CELLS = [[row, column] for row in range(DIGITS) for column in range(DIGITS)]


def choose_cell(scores: Evaluation) -> Cell:
    """A cell of the matrix; at first the one with the most mistakes."""
    worst = most_confused(scores, 1)
    row, column = (worst[0].truth, worst[0].predicted) if worst else (0, 0)
    default_widget("true-digit", row)
    default_widget("answer", column)
    first, second = st.columns(2)
    truth = first.selectbox("True digit", range(DIGITS), key="true-digit", persist_state="session")
    answer = second.selectbox("Read as", range(DIGITS), key="answer", persist_state="session")
    return truth, answer


def _take_pick() -> None:
    """Puts a picked cell into the two boxes."""
    cell = picked("matrix")
    if cell in _CELLS:
        row, column = cell
        set_widget("true-digit", row)
        set_widget("answer", column)


def show_matrix(scores: Evaluation, cell: Cell) -> None:
    """The matrix; a pick in it chooses a cell."""
    shares = st.toggle("In percent of the true digit", key="shares", persist_state="session")
    confusion_matrix(
        scores.confusion,
        scores.shares,
        key="matrix",
        shown="shares" if shares else "counts",
        selected=cell,
        palette=colours(),
        on_pick=_take_pick,
    )
