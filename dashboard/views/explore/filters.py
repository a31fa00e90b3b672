"""Which images the gallery shows, and how."""

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from core.catalog.query import OneOf
from core.data.dataset import SPLITS, Dataset
from core.home import UnusableHomeError
from dashboard.toolkit.found_images import FoundImages, find_images
from dashboard.toolkit.slots import WidgetSlot
from dashboard.views.explore.address import read_address
from dashboard.views.explore.fields import choose_colour, choose_order, choose_run, choose_size
from dashboard.views.explore.filter_chips import show_filters
from dashboard.views.explore.named_image import forget_named, take_named
from dashboard.views.explore.presets import offer_views

DIGITS: WidgetSlot[list[int]] = WidgetSlot("digit", list)


def choose_images(dataset: Dataset) -> tuple[FoundImages, int]:
    """The filters in one row, with how the images are shown; returns those, and the pixels of each."""
    query, table = read_address()
    with st.container(horizontal=True):
        split = _choose_split()
        _take_listed(dataset)
        if take_named(dataset, split) and not st.query_params.get(DIGITS.key):
            DIGITS.set([])
        labels = _choose_labels(dataset)
        choose_order(query)
        colour = choose_colour(query, table)
        pixels = choose_size()
    own = [OneOf("split", (split,))]
    if labels:
        own.append(OneOf("digit", tuple(dataset.classes[label] for label in labels)))
    whole = replace(query, filters=(*own, *query.filters))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with suppress(UnusableHomeError, OSError):  # the images can be explored without the data folder
            choose_run(query)
        offer_views(query)
        show_filters(whole, table)
    return find_images(dataset, whole, table, colour), pixels


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
        width="content",
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
    """The labels of the chosen classes; empty if all are wanted."""
    chosen = st.pills(
        "Digit",
        range(dataset.class_count),
        selection_mode="multi",
        format_func=lambda label: dataset.classes[label],
        key=DIGITS.key,
        on_change=forget_named,
        bind="query-params",
        persist_state="session",
        wrap=True,
        width="content",
        help="Shows only these digits; none chosen shows all.",
    )
    return list(chosen)
