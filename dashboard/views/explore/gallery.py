"""The images, and the selected one large."""

import streamlit as st

from core.data.dataset import Dataset
from dashboard.toolkit.image_grid import choose_image
from dashboard.toolkit.large_image import show_large
from dashboard.toolkit.state import session
from dashboard.views.explore.filters import Found
from dashboard.views.explore.measures import measures_html, values_of
from dashboard.views.explore.named_image import GALLERY, name_in_address


@st.fragment
def show_gallery(dataset: Dataset, found: Found) -> None:
    """The grid, and the selected image large beside it; on a telephone, above it."""
    session().seen.add("images")
    images, shown = found.images, found.shown
    large, grid = st.columns([1, 3], gap="large")
    with grid, st.container(height=560, border=False, key="gallery-frame"):
        if not len(shown):
            st.info("No image matches these filters.")
            return
        picked = choose_image(
            GALLERY,
            images,
            shown,
            first=int(shown[0]),
            on_pick=lambda position: name_in_address(images, position),
            name=f"Images of {images.name}",
            captions=values_of(found.table, found.first_row + shown, found.sorted_by)
            if found.sorted_by
            else None,
        )
    if picked is not None:
        with large:
            show_large(dataset, images, picked)
            st.html(measures_html(found.table, found.first_row + picked))
