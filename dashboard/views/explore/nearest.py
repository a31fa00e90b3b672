"""The images that are nearest to the one in hand."""

from typing import Final

import numpy as np
import streamlit as st

from core.catalog.search import nearest_images
from core.data.dataset import Dataset
from dashboard.toolkit.components.sprite_grid import sprite_grid
from dashboard.toolkit.found_images import COLOUR
from dashboard.toolkit.image_grid import grid_part, select
from dashboard.toolkit.slots import PickSlot
from dashboard.toolkit.state import session
from dashboard.views.explore.address import write
from dashboard.views.explore.named_image import GALLERY, name_in_address
from dashboard.views.explore.split_and_digits import set_fields

NEAREST: Final = 16
_PICK = PickSlot("nearest-images")


def show_nearest(dataset: Dataset, row: int) -> None:
    """What opens to the nearest images of all splits; a pick leads to the image."""
    nearest = st.expander("Nearest images", key="nearest", on_change="rerun")
    if not nearest.open:
        return
    with nearest:
        rows, distances = nearest_images(
            dataset, dataset.images_at(np.array([row]))[0], NEAREST, leave_out=row
        )
        captions = [
            f"{dataset.classes[label]} · {apart:.1f}"
            for label, apart in zip(dataset.labels_at(rows), distances, strict=True)
        ]
        st.markdown(":gray[Of all splits: label · Euclidean distance of the pixels, 0 to 1 each.]")
        part = grid_part(dataset, rows, captions=captions)
        picked = sprite_grid(
            part, key=_PICK.key, name="Nearest images", dataset=dataset.name, on_pick=lambda: _go_to(dataset)
        )
    if picked is not None:
        st.rerun()  # the fields stand outside of this fragment


def _go_to(dataset: Dataset) -> None:
    """Takes the image in hand that was picked, and the filters away that may not let it through."""
    picked = _PICK.picked()
    if not isinstance(picked, int) or not 0 <= picked < dataset.image_count:
        return
    split, _ = dataset.place_of(picked)
    set_fields(dataset, {"split": split})
    write({name: said for name, said in session().explored.items() if name in ("sort", "run", COLOUR)})
    select(GALLERY, picked)
    name_in_address(dataset, split, picked)
