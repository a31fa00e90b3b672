"""The image that the address names, as in `?split=test&image=17`; it is the one that is selected."""

import numpy as np
import streamlit as st

from core.data.dataset import Split
from dashboard.toolkit.image_grid import select
from dashboard.toolkit.state import session

GALLERY = "gallery"
LONGEST_NUMBER = 9


def take_named(images: Split) -> int | None:
    """Selects the image that the address names, once; None if it names none, or the same as before.

    Returns:
        Its position in the split.
    """
    named = st.query_params.get("image", "")
    if (images.name, named) == session().named_image:
        return None
    session().named_image = (images.name, named)
    if not named.isdecimal() or len(named) > LONGEST_NUMBER:
        return None
    for position in np.flatnonzero(images.index == int(named)).tolist():
        select(GALLERY, images, position)
        return int(position)
    return None


def name_in_address(images: Split, position: int) -> None:
    """Makes the address name an image that a visitor has selected."""
    number = str(images.index[position])
    session().named_image = (images.name, number)
    st.query_params["image"] = number


def forget_named() -> None:
    """Leaves the image out of the address, for it may not be among those that are shown now."""
    session().named_image = ("", "")
    st.query_params.pop("image", None)
