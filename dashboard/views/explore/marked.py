"""What can be done with the images that are marked in the gallery."""

from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from core.catalog.image_name import written_index
from core.catalog.query import LONGEST, OneOf
from dashboard.toolkit.found_images import FoundImages
from dashboard.toolkit.image_grid import clear_marks, marked_rows
from dashboard.toolkit.words import counted_images
from dashboard.views.explore.address import put
from dashboard.views.explore.files import offer_files
from dashboard.views.explore.named_image import GALLERY

HOW: Final = (
    "Several images can be selected: Shift with a click or an arrow key selects a range, Ctrl or ⌘ with a"
    " click, or Space, one more, and Escape none. On a touch screen press long; another long press selects"
    " the range up to there."
)

TOO_MANY: Final = "More than an address can name. Select fewer, or a range in file order."


def show_marked(found: FoundImages) -> bool:
    """How many of the images are marked, and what can be done with them; false if none is."""
    rows = marked_rows(GALLERY, found.rows)
    if not len(rows):
        return False
    index = OneOf("index", written_index(found.dataset, rows, has_split=len(found.query.splits) > 1))
    st.markdown(f"**{len(rows):,} selected** of {counted_images(len(found.rows))}", width="content")
    is_short = len(str(index)) <= LONGEST
    if st.button(
        "Show only these",
        key="show-marked",
        type="tertiary",
        icon=":material/filter_alt:",
        disabled=not is_short,
        help=None if is_short else TOO_MANY,
    ):
        clear_marks(GALLERY)  # not in a callback, after which the button would not be drawn and say so
        put("index", str(index))
        st.rerun()  # the gallery draws itself alone, and the filter stands above it
    if is_short:
        rest = tuple(each for each in found.query.filters if each.column != "index")
        offer_files(replace(found, query=replace(found.query, filters=(*rest, index)), rows=rows))
    st.button(
        "Clear",
        key="clear-marked",
        type="tertiary",
        icon=":material/close:",
        on_click=partial(clear_marks, GALLERY),
    )
    return True
