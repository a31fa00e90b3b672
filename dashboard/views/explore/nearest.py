"""The images that are nearest to the one in hand."""

from typing import Final

import numpy as np
import streamlit as st

from core.catalog.search import nearest_images
from core.data.dataset import Dataset
from dashboard.toolkit.image_grid import choose_image, grid_part
from dashboard.toolkit.links import go

NEAREST: Final = 16


def show_nearest(dataset: Dataset, row: int) -> None:
    """What opens to the nearest images of all splits; a pick leads to the image."""
    nearest = st.expander("Nearest images", key="nearest", on_change="rerun")
    if not nearest.open:
        return
    with nearest:
        rows, distances = nearest_images(
            dataset, dataset.images_at(np.array([row]))[0], NEAREST, leave_out=row
        )
        labels = [_label(dataset, each) for each in rows.tolist()]
        captions = [f"{label} · {apart:.1f}" for label, apart in zip(labels, distances, strict=True)]
        st.markdown(":gray[Of all splits: label · Euclidean distance of the pixels, 0 to 1 each.]")
        choose_image(
            "nearest-images",
            dataset,
            rows,
            lambda _: grid_part(dataset, rows, captions=captions),
            name="Nearest images",
            on_pick=lambda picked: _go_to(dataset, picked),
        )


def _label(dataset: Dataset, row: int) -> str:
    name, position = dataset.place_of(row)
    return dataset.classes[int(dataset.split(name).labels[position])]


def _go_to(dataset: Dataset, row: int) -> None:
    name, position = dataset.place_of(row)
    go("explore", split=name, image=str(dataset.split(name).index[position]))
