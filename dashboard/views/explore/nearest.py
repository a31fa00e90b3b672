"""The images that are nearest to the one in hand."""

from functools import partial

import numpy as np
import streamlit as st

from core.data.dataset import Dataset
from dashboard.toolkit.image_grid import select
from dashboard.toolkit.nearest_grid import KEY, nearest_grid
from dashboard.toolkit.slots import PickSlot
from dashboard.views.explore.example import sort_by_distance_from
from dashboard.views.explore.named_image import NEAREST


def show_nearest(dataset: Dataset, row: int) -> None:
    """What opens to the nearest images of all splits; a pick takes the image in hand."""
    nearest = st.expander("Nearest images", key="nearest", on_change="rerun")
    if not nearest.open:
        return
    with nearest:
        if st.button("Sort all by this distance", on_click=partial(sort_by_distance_from, dataset, row)):
            st.rerun()  # the gallery draws itself alone, and the order stands above it
        image = dataset.images_at(np.array([row]))[0]
        nearest_grid(dataset, image, leave_out=row, on_pick=_take)


def _take() -> None:
    """Takes the picked image in hand, and leaves the gallery as it is."""
    picked = PickSlot(KEY).picked()
    if isinstance(picked, int):
        select(NEAREST, picked)
