"""The images that are nearest to the one in hand."""

from typing import Final

import numpy as np
import streamlit as st

from core.catalog.search import nearest_images
from core.data.dataset import Dataset
from dashboard.toolkit.components.sprite_grid import sprite_grid
from dashboard.toolkit.image_grid import grid_part, select
from dashboard.toolkit.slots import PickSlot
from dashboard.views.explore.named_image import NEAREST

COUNT: Final = 16
_PICK = PickSlot("nearest-images")


def show_nearest(dataset: Dataset, row: int) -> None:
    """What opens to the nearest images of all splits; a pick takes the image in hand."""
    nearest = st.expander("Nearest images", key="nearest", on_change="rerun")
    if not nearest.open:
        return
    with nearest:
        rows, distances = nearest_images(dataset, dataset.images_at(np.array([row]))[0], COUNT, leave_out=row)
        captions = [
            f"{dataset.classes[label]} · {apart:.1f}"
            for label, apart in zip(dataset.labels_at(rows), distances, strict=True)
        ]
        st.markdown(":gray[Of all splits: label · Euclidean distance of the pixels, 0 to 1 each.]")
        part = grid_part(dataset, rows, captions=captions)
        sprite_grid(part, key=_PICK.key, name="Nearest images", dataset=dataset.name, on_pick=_take)


def _take() -> None:
    """Takes the picked image in hand, and leaves the gallery as it is."""
    picked = _PICK.picked()
    if isinstance(picked, int):
        select(NEAREST, picked)
