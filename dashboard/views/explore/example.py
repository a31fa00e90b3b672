"""The image from which the distance of all others is measured."""

from functools import partial

import numpy as np
import streamlit as st

from core.catalog.example import Example
from core.data.dataset import Dataset
from dashboard.toolkit.components.pixel_view import pixel_view
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import session
from dashboard.views.explore.address import put, write

_OPEN: WidgetSlot[bool] = WidgetSlot("example", bool)


def show_example(dataset: Dataset, example: Example, by: str = "") -> None:
    """A button that opens the example, to look at and to take away."""
    popover = st.popover(f"Example: {example.split} #{example.index}", key=_OPEN.key, on_change="rerun")
    if not popover.open:
        return
    with popover:
        split = dataset.split(example.split)
        (position,) = np.flatnonzero(split.index == example.index)
        name = f"{dataset.classes[split.labels[position]]}, {example.split} #{example.index}"
        pixel_view(split.images[position], key="example-image", alt=name)
        what = "the activations in the last hidden layer of the run" if by else "the pixels"
        st.markdown(f":gray[The distance of each image is measured from this one, by {what}.]")
        st.button("Remove example", on_click=partial(put, "example", ""))


def sort_by_distance_from(dataset: Dataset, row: int) -> None:
    """Makes an image the example, and sorts all that the filters let through by their distance from it."""
    split, position = dataset.place_of(row)
    example = Example(split, int(dataset.split(split).index[position]))
    write({**session().explored, "example": str(example), "sort": "distance"})
