"""The images, and the selected one large."""

import streamlit as st

from dashboard.toolkit.found_images import FoundImages
from dashboard.toolkit.image_grid import choose_image
from dashboard.toolkit.large_image import show_large
from dashboard.toolkit.measures import measures_html
from dashboard.toolkit.state import session
from dashboard.toolkit.tints import legend_html
from dashboard.toolkit.words import plain
from dashboard.views.explore.files import offer_files
from dashboard.views.explore.filter_chips import filters_text
from dashboard.views.explore.named_image import GALLERY, name_in_address


@st.fragment
def show_gallery(found: FoundImages, cell_pixels: int) -> None:
    """The grid, and the selected image large beside it; on a telephone, below it."""
    session().seen.add("images")
    dataset, table = found.dataset, found.table
    grid, large = st.columns([8, 3], gap="large")
    with grid:
        with st.container(horizontal=True, vertical_alignment="center"):
            count = len(found.rows)
            st.markdown(f"{count:,} image{'' if count == 1 else 's'}", width="content")
            if told := filters_text(found.query, table):
                st.markdown(f":gray[{plain(told)}]", width="content")
            offer_files(found)
            if found.colour:
                st.html(legend_html(table, found.colour))
        if not len(found.rows):
            st.info("No image matches these filters.")
            return
        split = table.names["split"][table.values["split"][found.rows[0]]]
        picked = choose_image(
            GALLERY,
            dataset,
            found.rows,
            found.part_from,
            first=int(found.rows[0]),
            on_pick=lambda row: name_in_address(dataset, split, row),
            name=f"Images of {split}",
            source=found.source,
            cell_pixels=cell_pixels,
            selects_on_move=True,
        )
    if picked is not None:
        with large:
            show_large(dataset, picked)
            st.html(measures_html(table, picked))
