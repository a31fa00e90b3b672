"""The images that are nearest to the one in hand."""

from functools import partial

import numpy as np
import streamlit as st

from core.catalog.positions import HIDDEN
from core.catalog.query import Query
from core.data.dataset import Dataset
from core.drawn_set import is_drawn
from core.runs.run import Run
from dashboard.toolkit.image_grid import select
from dashboard.toolkit.nearest_grid import KEY, choose_by, show_nearest_images
from dashboard.toolkit.slots import PickSlot
from dashboard.toolkit.state import lab, session
from dashboard.views.explore.address import put_comparison
from dashboard.views.explore.example import sort_by_distance_from
from dashboard.views.explore.named_image import NEAREST


def show_nearest(dataset: Dataset, row: int, query: Query) -> None:
    """What opens to the nearest images of all splits; a pick takes the image in hand."""
    nearest = st.expander("Nearest images", key="nearest", on_change="rerun")
    if not nearest.open:
        return
    with nearest:
        run = _choose_run(dataset, query)
        if st.button("Sort all by this distance", on_click=partial(sort_by_distance_from, dataset, row)):
            st.rerun()  # the gallery draws itself alone, and the order stands above it
        image = dataset.images_at(np.array([row]))[0]
        show_nearest_images(dataset, image, run, leave_out=row, on_pick=_take)


def _choose_run(dataset: Dataset, query: Query) -> Run | None:
    """The run by whose last hidden layer images are compared; None for by pixels."""
    run = lab().find_run(query.run) if query.run else None
    if run is None or is_drawn(dataset.name):
        return None
    if (session().explored.get("by") == HIDDEN) != (query.by == HIDDEN):
        st.rerun()  # it was chosen just now, and the distances in the gallery are by the same
    return run if choose_by(run, query.by, put_comparison) else None


def _take() -> None:
    """Takes the picked image in hand, and leaves the gallery as it is."""
    picked = PickSlot(KEY).picked()
    if isinstance(picked, int):
        select(NEAREST, picked)
