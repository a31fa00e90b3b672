"""The images, and the selected one large."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.columns import BY_NAME
from core.catalog.table import UNKNOWN
from core.drawn_set import DRAWN, is_drawn
from dashboard.toolkit.found_images import FoundImages
from dashboard.toolkit.image_grid import choose_image, select
from dashboard.toolkit.large_image import show_large
from dashboard.toolkit.measures import measures_html, words_of
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.tints import legend_html
from dashboard.toolkit.words import counted_images, plain
from dashboard.views.explore.drawing_in_hand import show_drawing
from dashboard.views.explore.files import offer_files
from dashboard.views.explore.filter_chips import filters_text
from dashboard.views.explore.filters import Shown
from dashboard.views.explore.marked import HOW, show_marked
from dashboard.views.explore.missing import show_what_is_missing
from dashboard.views.explore.named_image import GALLERY, NEAREST, name_in_address, say_if_there_is_none
from dashboard.views.explore.nearest import show_nearest

MOST_GROUPS = 25
LINE_PIXELS = 720
"""A group shows as many images as fit into a line of so many pixels."""


@st.fragment
def show_gallery(shown: Shown) -> None:
    """The images, and the selected one large beside them; on a telephone, below them."""
    name = shown.found.dataset.name
    if is_drawn(name) and lab().datasets.find(DRAWN).name != name:
        st.rerun()  # somebody has added or changed a drawing since
    images, large = st.columns([8, 3], gap="large")
    with images:
        picked = show_images(shown)
    in_hand = session().picked.get(NEAREST, picked)
    if in_hand is not None and len(shown.found.rows):
        with large:
            show_in_hand(shown.found, in_hand)


def show_images(shown: Shown, *, has_legend: bool = True) -> int | None:
    """How many images there are, and the images; returns the row of the selected one.

    Args:
        shown: The images.
        has_legend: Whether to say what their colours mean.
    """
    session().seen.add("images")
    found = shown.found
    _show_count(found, has_legend=has_legend)
    show_notes(shown)
    if not len(found.rows):
        st.info("No image matches these filters.")
        return None
    return _show_groups(shown) if shown.group else _show_all(shown)


def show_in_hand(found: FoundImages, row: int) -> None:
    """One image large, with what is known of it and what is nearest to it."""
    show_large(found.dataset, row)
    if is_drawn(found.dataset.name):
        show_drawing(int(found.dataset.index_at(np.array([row]))[0]))
    show_what_is_known(found, row)


def show_what_is_known(found: FoundImages, row: int) -> None:
    """The columns of an image, and the images that are nearest to it."""
    st.html(measures_html(found.table, row))
    show_nearest(found.dataset, row, found.query)


def _show_count(found: FoundImages, *, has_legend: bool) -> None:
    """How many images there are, of which kind, and what can be done with them."""
    count = len(found.rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        if not show_marked(found):
            st.markdown(counted_images(count), width="content", help=HOW)
            if told := filters_text(found.query, found.table):
                st.markdown(f":gray[{plain(told)}]", width="content")
            offer_files(found)
        if found.colour and has_legend:
            st.html(legend_html(found.table, found.colour))


def show_notes(shown: Shown) -> None:
    """Says if the address names no image, and what is not known of the images on screen."""
    say_if_there_is_none(shown.found.dataset, shown.found.query)
    show_what_is_missing(shown.found, shown.group)


def _show_all(shown: Shown) -> int | None:
    """The images in one grid that scrolls; returns the row of the selected one."""
    found, splits = shown.found, shown.found.query.splits
    return choose_image(
        GALLERY,
        found.dataset,
        found.rows,
        found.part_from,
        first=int(found.rows[0]),
        on_pick=lambda row: name_in_address(found.dataset, found.query, row),
        name=f"Images of {splits[0] if len(splits) == 1 else 'all splits'}",
        source=found.source,
        cell_pixels=shown.pixels,
        selects_on_move=True,
        can_mark=True,
    )


def _show_groups(shown: Shown) -> int | None:
    """A line of images for each value of a column; returns the row of the selected one."""
    lines = _lines(shown)
    picked = session().picked.get(GALLERY)
    if lines and not any(picked in rows for rows, _ in lines.values()):
        select(GALLERY, int(next(iter(lines.values()))[0][0]))
    for name, (rows, count) in lines.items():
        st.markdown(f"**{plain(name)}** :gray[· {count:,}]")
        _show_line(shown, name, rows)
    return session().picked.get(GALLERY) if lines else None


def _lines(shown: Shown) -> dict[str, tuple[NDArray[np.int64], int]]:
    """By what a group is called, the rows of the images on its line, and how many it has in all."""
    found, title = shown.found, BY_NAME[shown.group].title
    values = found.table.values[shown.group][found.rows]
    unknown = values == UNKNOWN if shown.group in found.table.names else np.isnan(values)
    distinct = np.unique(values[~unknown])[:MOST_GROUPS]
    words = words_of(found.table, shown.group, distinct)
    groups = {
        f"{title} {word}": found.rows[values == value] for word, value in zip(words, distinct, strict=True)
    }
    fitting = LINE_PIXELS // (shown.pixels + 4)
    return {name: (rows[:fitting], len(rows)) for name, rows in groups.items()}


def _show_line(shown: Shown, name: str, rows: NDArray[np.int64]) -> None:
    found = shown.found

    def take(row: int) -> None:
        name_in_address(found.dataset, found.query, row)
        st.rerun()  # the lines above were drawn with the choice before

    choose_image(
        f"group {name}",
        found.dataset,
        rows,
        lambda _: found.part_of(rows),
        choice=GALLERY,
        on_pick=take,
        name=name,
        cell_pixels=shown.pixels,
        selects_on_move=True,
        can_mark=True,
    )
