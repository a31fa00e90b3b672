"""Which images the gallery shows, and how."""

from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.data.dataset import Dataset
from core.home import UnusableHomeError
from dashboard.toolkit.found_images import FoundImages, find_images
from dashboard.views.explore.address import read_address
from dashboard.views.explore.example import show_example
from dashboard.views.explore.fields import (
    NOTHING,
    SIZES,
    USUAL_SIZE,
    choose_colour,
    choose_group,
    choose_order,
    choose_run,
    choose_size,
)
from dashboard.views.explore.filter_chips import show_filters
from dashboard.views.explore.presets import offer_views
from dashboard.views.explore.saved_views import offer_saved_views
from dashboard.views.explore.split_and_digits import choose_split_and_digits, take_address


@dataclass(frozen=True)
class Shown:
    """The images on screen, and how they are shown.

    Attributes:
        found: The images.
        group: The column by whose values they are grouped; empty for none.
        pixels: Of a thumbnail's side.
    """

    found: FoundImages
    group: str
    pixels: int


def choose_images(dataset: Dataset, *, on_map: bool = False) -> Shown:
    """The filters, and the fields that say how the images are shown.

    Args:
        dataset: What the images are of.
        on_map: Whether they are points of a map; the fields of the gallery are not there then.
    """
    take_address(dataset)  # before the filters that were there before come back into the address
    query, table = read_address()
    fields = _fields()
    with fields.container(horizontal=True):
        own = choose_split_and_digits(dataset)
        if not on_map:
            choose_order(query, table)
        colour = choose_colour(query, table, usual="digit" if on_map else NOTHING)
    whole = replace(query, filters=(*own, *query.filters))
    with fields.container(horizontal=True, vertical_alignment="bottom"):
        with suppress(UnusableHomeError, OSError):  # the images can be explored without the data folder
            choose_run(dataset, query)
        group = NOTHING if on_map else choose_group(whole, table)
        pixels = SIZES[USUAL_SIZE] if on_map else choose_size()
        offer_views(dataset, whole, table)
        with suppress(UnusableHomeError, OSError):
            offer_saved_views(dataset, whole)
        if query.example:
            show_example(dataset, query.example, query.by)
        show_filters(whole, table)
    return Shown(find_images(dataset, whole, table, colour), group, pixels)


def _fields() -> DeltaGenerator:
    """Where the fields stand; where the page is narrow, a switch folds them away, and `style.css` does it."""
    with st.container(key="fields"):
        st.toggle("Filters", key="fields-fold")
        return st.container(key="all-fields")
