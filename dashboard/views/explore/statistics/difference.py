"""The difference of the mean images of two classes."""

from typing import Final

import numpy as np
import streamlit as st

from core.data.dataset import HIGHEST, Dataset
from dashboard.toolkit.caches import split_statistics
from dashboard.toolkit.components.picture_links import PictureGroup, PictureLink, picture_links
from dashboard.toolkit.heat_maps import diverging, diverging_colours, heat_map_html, scale_html
from dashboard.toolkit.layout import colours
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.words import plain
from dashboard.views.explore.part_address import open_images
from dashboard.views.explore.statistics.beside import beside

NOUNS: Final = {"digit": "digits", "class": "classes"}

DEFAULTS: Final = (4, 9)
"""The labels that are compared at first: two digits that models confuse."""

FIELD_PIXELS = 96


@st.fragment
def show_difference(dataset: Dataset) -> None:
    """Two fields for the classes, the difference of their means, and links to the images of both."""
    noun = dataset.class_noun
    st.header(f"Difference of two {NOUNS[noun]}", anchor=False)
    st.markdown(
        f":gray[The mean image of one {noun} less that of another, pixels 0 to 1: where the two differ most.]"
    )
    picture, words = beside()
    with words, st.container(horizontal=True):
        first = _choose_class(dataset, noun.capitalize(), "minuend", DEFAULTS[0])
        second = _choose_class(dataset, f"Less {noun}", "subtrahend", DEFAULTS[1])
    means = split_statistics(dataset.name, "train").mean_images / HIGHEST
    apart = means[first] - means[second]
    largest = float(np.abs(apart).max())
    more, less = dataset.classes[first], dataset.classes[second]
    with picture:
        told = f"The mean {more} less the mean {less}"
        st.html(heat_map_html(diverging(apart, largest, colours()), told))
    with words:
        ends = (f"−{largest:.2f}", "0", f"+{largest:.2f}")
        st.html(scale_html("Difference", diverging_colours(colours()), *ends))
        st.markdown(_words(noun, more, less))
        _show_links(dataset, more, less)


def _choose_class(dataset: Dataset, title: str, key: str, label: int) -> int:
    """The label that is chosen in a field of this title."""
    slot: WidgetSlot[int] = WidgetSlot(key, int)
    if (slot.get() or 0) >= dataset.class_count:  # of another data set
        slot.forget()
    chosen = st.selectbox(
        title,
        range(dataset.class_count),
        index=label % dataset.class_count,
        format_func=lambda each: dataset.classes[each],
        key=key,
        bind="query-params",
        persist_state="session",
        width=FIELD_PIXELS,
    )
    return int(chosen)


def _words(noun: str, more: str, less: str) -> str:
    if more == less:
        return f"A {noun} less itself is 0 everywhere: choose two {NOUNS[noun]}."
    return (
        f"**Orange**: more ink in the mean {plain(more)}. **Blue**: more ink in the mean {plain(less)}."
        " The colour of the corners: as much in both."
    )


def _show_links(dataset: Dataset, more: str, less: str) -> None:
    links = [
        PictureLink(f"Show the images of {name}", {"split": "train", "digit": name}, "", f"Images of {name}")
        for name in dict.fromkeys((more, less))
    ]
    picked = picture_links(
        [PictureGroup(links)],
        key="difference-links",
        name="Images behind the difference",
        page="explore",
        layout="words",
    )
    if picked:
        open_images(dataset, picked.query)
