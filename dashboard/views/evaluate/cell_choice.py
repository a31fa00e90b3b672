"""A cell of the confusion matrix, chosen in the matrix itself or by two boxes."""

from functools import partial

import streamlit as st

from core.data.dataset import Dataset
from core.evaluation.confusion import Evaluation, most_confused
from dashboard.toolkit.components.confusion_matrix import Cell, confusion_matrix
from dashboard.toolkit.layout import colours
from dashboard.toolkit.slots import PickSlot, WidgetSlot

TRUE_LABEL = WidgetSlot("true-digit", int)
PREDICTED_LABEL = WidgetSlot("answer", int)
MATRIX = PickSlot("matrix")


def choose_cell(scores: Evaluation, dataset: Dataset) -> Cell:
    """A cell of the matrix; at first the one with the most mistakes."""
    worst = most_confused(scores, 1)
    row, column = (worst[0].truth, worst[0].predicted) if worst else (0, 0)
    TRUE_LABEL.default(row)
    PREDICTED_LABEL.default(column)
    first, second = st.columns(2)
    with first:
        truth = _choose_label("True digit", TRUE_LABEL, dataset)
    with second:
        return truth, _choose_label("Read as", PREDICTED_LABEL, dataset)


def _choose_label(title: str, slot: WidgetSlot[int], dataset: Dataset) -> int:
    return st.selectbox(
        title,
        range(dataset.class_count),
        format_func=lambda label: dataset.classes[label],
        key=slot.key,
        persist_state="session",
    )


def show_matrix(scores: Evaluation, cell: Cell) -> None:
    """The matrix; a pick in it chooses a cell."""
    shares = st.toggle("In percent of the true digit", key="shares", persist_state="session")
    confusion_matrix(
        scores.confusion,
        scores.shares,
        key=MATRIX.key,
        shown="shares" if shares else "counts",
        selected=cell,
        palette=colours(),
        on_pick=partial(_take_pick, len(scores.confusion)),
    )


def _take_pick(class_count: int) -> None:
    """Puts a picked cell into the two boxes."""
    labels = range(class_count)
    match MATRIX.picked():
        case [int(row), int(column)] if row in labels and column in labels:
            TRUE_LABEL.set(row)
            PREDICTED_LABEL.set(column)
