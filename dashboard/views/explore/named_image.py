"""The image that the address names, as in `?split=test&image=17`; it is the one that is selected."""

import numpy as np
import streamlit as st

from core.data.dataset import Dataset
from core.text import whole_number
from dashboard.toolkit.image_grid import select
from dashboard.toolkit.state import session

GALLERY = "gallery"
"""What the choice in the gallery is remembered as."""

NEAREST = "nearest"
"""What an image is remembered as that is in hand although the gallery may not hold it."""


def take_named(dataset: Dataset, split: str) -> bool:
    """Selects the image that the address names, once; false if it names none, or the same as before."""
    named = st.query_params.get("image", "")
    if (split, named) == session().named_image:
        return False
    session().named_image = (split, named)
    number = whole_number(named)
    if number is None:
        return False
    for position in np.flatnonzero(dataset.split(split).index == number).tolist():
        select(GALLERY, dataset.first_row(split) + position)
        session().picked.pop(NEAREST, None)
        return True
    return False


def name_in_address(dataset: Dataset, split: str, row: int) -> None:
    """Makes the address name an image that a visitor has selected."""
    number = str(dataset.split(split).index[row - dataset.first_row(split)])
    session().named_image = (split, number)
    session().picked.pop(NEAREST, None)
    st.query_params["image"] = number


def forget_named() -> None:
    """Leaves the image out of the address, for it may not be among those that are shown now."""
    session().named_image = ("", "")
    session().picked.pop(NEAREST, None)
    st.query_params.pop("image", None)
