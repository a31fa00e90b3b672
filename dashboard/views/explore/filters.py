"""Which images the gallery shows."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.query import OneOf, Query
from core.catalog.selection import select
from core.catalog.table import Table
from core.data.dataset import SPLITS, Dataset, Split
from dashboard.toolkit.slots import WidgetSlot
from dashboard.views.explore.address import choose_order, read_address, show_filters
from dashboard.views.explore.named_image import forget_named, take_named

AMOUNTS = (300, 600, 1000)
DIGITS: WidgetSlot[list[int]] = WidgetSlot("digit", list)


@dataclass(frozen=True, eq=False)
class Found:
    """The images on screen.

    Attributes:
        images: The split that they are of.
        shown: (n,) positions in it, in the chosen order.
        sorted_by: The column by whose values they are sorted; empty for file order.
        table: What is known of all images.
    """

    images: Split
    shown: NDArray[np.int64]
    sorted_by: str
    table: Table

    @property
    def first_row(self) -> int:
        """The row of the table that is about the first image of the split."""
        return self.table.first_row(self.images.name)


def choose_images(dataset: Dataset) -> Found:
    """The filters in one row, and the part of what they leave that is on screen."""
    query, table = read_address()
    which, digit, order, amount = st.columns([3, 5, 3, 2])
    with which:
        chosen = dataset.split(_choose_split())
    _take_listed(dataset)
    named = take_named(chosen)
    if named is not None and not st.query_params.get(DIGITS.key):
        DIGITS.set([])
    with digit:
        labels = _choose_labels(dataset)
    with order:
        choose_order(query)
    with amount:
        at_once = st.selectbox(
            "Images at once",
            AMOUNTS,
            key="images",
            on_change=forget_named,
            bind="query-params",
            persist_state="session",
        )
    show_filters(query)
    found = _found(query, table, chosen.name, [dataset.classes[label] for label in labels])
    sorted_by = query.sort.column if query.sort else ""
    return Found(chosen, _choose_part(found, int(at_once), named), sorted_by, table)


def _found(query: Query, table: Table, split: str, classes: list[str]) -> NDArray[np.int64]:
    """Positions in the split of the images that all filters leave."""
    own = (OneOf("split", (split,)), OneOf("digit", tuple(classes)))
    rows = select(replace(query, filters=(*own, *query.filters)), table)
    return rows - table.first_row(split)


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


def _take_listed(dataset: Dataset) -> None:
    """Takes the digits of an address such as `digit=4,9`; Streamlit itself reads `digit=4&digit=9`."""
    written = st.query_params.get(DIGITS.key, "")
    if "," in written:
        listed = dict.fromkeys(written.split(","))
        DIGITS.set([dataset.classes.index(each) for each in listed if each in dataset.classes])


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
        part_with_it = int(np.flatnonzero(found == named)[0]) // at_once + 1
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
