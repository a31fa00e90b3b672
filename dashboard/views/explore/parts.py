"""The parts of Explore, and the switch between them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from core.data.dataset import Dataset
from core.drawn_set import is_drawn
from dashboard.toolkit.slots import WidgetSlot
from dashboard.views.explore.filters import choose_images
from dashboard.views.explore.gallery import show_gallery
from dashboard.views.explore.labels import show_labels
from dashboard.views.explore.map import show_map
from dashboard.views.explore.part_address import IMAGES, put_part, read_part
from dashboard.views.explore.statistics.contents import show_statistics


@dataclass(frozen=True)
class Part:
    """A part.

    Attributes:
        title: On the switch.
        show: Draws it.
    """

    title: str
    show: Callable[[Dataset], None]


PARTS: Final = {
    IMAGES: Part("Images", lambda dataset: show_gallery(choose_images(dataset))),
    "map": Part("Map", lambda dataset: show_map(choose_images(dataset, on_map=True))),
    "statistics": Part("Statistics", show_statistics),
    "labels": Part("Labels", show_labels),
}
"""By what the address calls them, in the order of the switch."""

_OF_DRAWN: Final = (IMAGES, "map", "statistics")
"""Those of the drawn set."""

_PART: WidgetSlot[str] = WidgetSlot("part", str)


def choose_part(dataset: Dataset) -> Part:
    """The switch; returns the part to show."""
    parts = _OF_DRAWN if is_drawn(dataset.name) else tuple(PARTS)
    part = read_part(parts)
    _PART.set(part)
    st.segmented_control(
        "Part",
        parts,
        key=_PART.key,
        format_func=lambda name: PARTS[name].title,
        required=True,
        on_change=lambda: put_part(_PART.get() or IMAGES),
        label_visibility="collapsed",
        width="content",
    )
    return PARTS[part]
