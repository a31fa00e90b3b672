"""Which images the gallery shows."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.dataset import Dataset, Split
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.splits import SPLITS
from dashboard.views.explore.named_image import forget_named, take_named

AMOUNTS = (300, 600, 1000)
DIGITS: WidgetSlot[list[int]] = WidgetSlot("digit", list)


def choose_images(dataset: Dataset) -> tuple[Split, NDArray[np.int64]]:
    """The filters in one row, and the positions in the split that they leave."""
    which, digit, amount = st.columns([3, 5, 2])
    with which:
        chosen = dataset.split(_choose_split())
    named = take_named(chosen)
    if named is not None and not st.query_params.get(DIGITS.key):
        DIGITS.set([])
    with digit:
        labels = _choose_labels(dataset)
    with amount:
        at_once = st.selectbox(
            "Images at once",
            AMOUNTS,
            key="images",
            on_change=forget_named,
            bind="query-params",
            persist_state="session",
        )
    found = np.flatnonzero(np.isin(chosen.labels, labels))
    return chosen, _choose_part(found, int(at_once), named)


def _choose_split() -> str:
    name = st.segmented_control(
        "Split",
        SPLITS,
        default="train",
        required=True,
        key="split",
        on_change=forget_named,
        bind="query-params",
        persist_state="session",
        help="A model learns from train, is watched on validation and judged on test.",
    )
    return str(name or "train")


def _choose_labels(dataset: Dataset) -> list[int]:
    """The labels of the chosen classes; all if none is chosen."""
    every = range(dataset.class_count)
    chosen = st.pills(
        "Digit",
        every,
        selection_mode="multi",
        format_func=lambda label: dataset.classes[label],
        key=DIGITS.key,
        on_change=forget_named,
        bind="query-params",
        persist_state="session",
        wrap=True,
        help="Shows only these digits; none chosen shows all.",
    )
    return list(chosen or every)


def _choose_part(found: NDArray[np.int64], at_once: int, named: int | None) -> NDArray[np.int64]:
    """The part of what was found that is on screen: at first the one with the image of the address."""
    count, pages = st.columns([2, 5], vertical_alignment="center")
    parts = -(-len(found) // at_once)
    slot = WidgetSlot(f"part-of-{parts}", int)
    if named is not None and named in found:
        part_with_it = int(np.searchsorted(found, named)) // at_once + 1
        if (slot.get() or 1) != part_with_it:
            slot.set(part_with_it)
    with pages:
        part = (
            st.pagination(parts, key=slot.key, on_change=forget_named, persist_state="session")
            if parts > 1
            else 1
        )
    count.markdown(f"{len(found):,} images")
    return found[(part - 1) * at_once : part * at_once]
