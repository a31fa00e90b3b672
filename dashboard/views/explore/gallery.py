"""The images, and the selected one large."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.dataset import Dataset, Split
from dashboard.toolkit.image_grid import choose_image
from dashboard.toolkit.large_image import show_large
from dashboard.toolkit.state import session
from dashboard.views.explore.named_image import GALLERY, name_in_address


@st.fragment
def show_gallery(dataset: Dataset, images: Split, shown: NDArray[np.int64]) -> None:
    """The grid, and the selected image large beside it; on a telephone, above it."""
    session().seen.add("images")
    large, grid = st.columns([1, 3], gap="large")
    with grid, st.container(height=560, border=False, key="gallery-frame"):
        picked = choose_image(
            GALLERY,
            images,
            shown,
            first=int(shown[0]),
            on_pick=lambda position: name_in_address(images, position),
            name=f"Images of {images.name}",
        )
    if picked is not None:
        with large:
            show_large(dataset, images, picked)
