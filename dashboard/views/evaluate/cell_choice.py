"""A cell of the confusion matrix, chosen in the matrix itself, by a confused pair or by two boxes."""

from functools import partial

import streamlit as st

from core.data.dataset import Dataset
from core.evaluation.confusion import Evaluation, most_confused
from dashboard.toolkit.components.confusion_matrix import Cell, confusion_matrix
from dashboard.toolkit.layout import colours
from dashboard.toolkit.slots import PickSlot, WidgetSlot
from dashboard.toolkit.words import counted_images, plain

TRUE_LABEL = WidgetSlot("true-label", int)
PREDICTED_LABEL = WidgetSlot("predicted-label", int)
MATRIX = PickSlot("matrix")
MOST_PAIRS = 6


def choose_cell(scores: Evaluation, dataset: Dataset) -> Cell:
    """A cell of the matrix; at first the one with the most errors."""
    worst = most_confused(scores, 1)
    row, column = (worst[0].truth, worst[0].predicted) if worst else (0, 0)
    TRUE_LABEL.default(row)
    PREDICTED_LABEL.default(column)
    first, second = st.columns(2)
    with first:
        truth = _choose_label("True label", TRUE_LABEL, dataset)
    with second:
        return truth, _choose_label("Predicted", PREDICTED_LABEL, dataset)


def _choose_label(title: str, slot: WidgetSlot[int], dataset: Dataset) -> int:
    return st.selectbox(
        title,
        range(dataset.class_count),
        format_func=lambda label: dataset.classes[label],
        key=slot.key,
        persist_state="session",
    )


def show_confused_pairs(scores: Evaluation, dataset: Dataset) -> None:
    """The most frequent errors; a click on one chooses its cell."""
    pairs = most_confused(scores, MOST_PAIRS)
    if not pairs:
        return
    st.markdown(":gray[Most confused: true label → predicted]")
    with st.container(horizontal=True, gap="xsmall"):
        for place, pair in enumerate(pairs):
            words = f"{plain(dataset.classes[pair.truth])} → {plain(dataset.classes[pair.predicted])}"
            st.button(
                f"{words} · {counted_images(pair.count)}",
                key=f"pair-{place}",
                on_click=_choose,
                args=(pair.truth, pair.predicted),
            )


def _choose(row: int, column: int) -> None:
    """Puts a cell into the two boxes."""
    TRUE_LABEL.set(row)
    PREDICTED_LABEL.set(column)


def show_matrix(scores: Evaluation, dataset: Dataset, cell: Cell, split_name: str) -> None:
    """The matrix; a pick in it chooses a cell."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.header("Confusion matrix", anchor=False, width="content")
        shares = st.toggle("Normalise by true label", key="shares", persist_state="session")
    confusion_matrix(
        scores.confusion,
        scores.shares,
        key=MATRIX.key,
        shown="shares" if shares else "counts",
        classes=dataset.classes,
        split_name=split_name,
        selected=cell,
        palette=colours(),
        on_pick=partial(_take_pick, len(scores.confusion)),
    )


def _take_pick(class_count: int) -> None:
    labels = range(class_count)
    match MATRIX.picked():
        case [int(row), int(column)] if row in labels and column in labels:
            _choose(row, column)
