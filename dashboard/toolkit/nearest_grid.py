"""The images of a data set that are nearest to one, with label and distance."""

from collections.abc import Callable
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.search import nearest_images
from core.data.dataset import Dataset
from dashboard.toolkit.components.sprite_grid import sprite_grid
from dashboard.toolkit.image_grid import grid_part

COUNT: Final = 16
KEY: Final = "nearest-images"


def nearest_grid(
    dataset: Dataset,
    image: NDArray[np.uint8],
    *,
    leave_out: int | None = None,
    on_pick: Callable[[], None] = lambda: None,
) -> int | None:
    """Shows the nearest images of all splits; returns the row of the one that was picked just now, or None.

    Args:
        dataset: Where to look.
        image: (28, 28) uint8, of the data set or prepared as its images are.
        leave_out: The row that is not shown, such as that of the image itself.
        on_pick: Called before the rerun that follows a pick; the `PickSlot` of `KEY` has it.
    """
    rows, distances = nearest_images(dataset, image, COUNT, leave_out=leave_out)
    captions = [
        f"{dataset.classes[label]} · {apart:.1f}"
        for label, apart in zip(dataset.labels_at(rows), distances, strict=True)
    ]
    st.markdown(":gray[Of all splits: label · Euclidean distance of the pixels, 0 to 1 each.]")
    part = grid_part(dataset, rows, captions=captions)
    return sprite_grid(part, key=KEY, name="Nearest images", dataset=dataset.name, on_pick=on_pick)
