"""The image that the address names, as in `?split=test&image=17`; it is the one that is selected.

Where several splits are on screen its name has the split too, as in `?split=all&image=test:17`.
"""

import streamlit as st

from core.catalog.image_name import ALL, image_name, row_of_name
from core.catalog.query import Query
from core.catalog.query_error import QueryError
from core.data.dataset import Dataset
from dashboard.toolkit.image_grid import select
from dashboard.toolkit.state import session
from dashboard.toolkit.words import plain

GALLERY = "gallery"
"""What the choice in the gallery is remembered as."""

NEAREST = "nearest"
"""What an image is remembered as that is in hand although the gallery may not hold it."""


def take_named(dataset: Dataset, chosen: str) -> bool:
    """Selects the image that the address names, once; false if it names none, or the same as before.

    Args:
        dataset: What the images are of.
        chosen: The split, or `ALL`.
    """
    named = st.query_params.get("image", "")
    if (chosen, named) == session().named_image:
        return False
    session().named_image = (chosen, named)
    try:
        select(GALLERY, row_of_name(dataset, named, chosen))
    except QueryError:
        return False
    session().picked.pop(NEAREST, None)
    return True


def say_if_there_is_none(dataset: Dataset, query: Query) -> None:
    """Says what is wrong with the image that the address names, if it is none."""
    if named := st.query_params.get("image", ""):
        try:
            row_of_name(dataset, named, _chosen(query))
        except QueryError as error:
            st.warning(plain(str(error)))


def name_in_address(dataset: Dataset, query: Query, row: int) -> None:
    """Makes the address name an image that a visitor has selected among those of a query."""
    named = image_name(dataset, row, has_split=len(query.splits) > 1)
    session().named_image = (_chosen(query), named)
    session().picked.pop(NEAREST, None)
    st.query_params["image"] = named


def _chosen(query: Query) -> str:
    """What the field for the split says."""
    return query.splits[0] if len(query.splits) == 1 else ALL


def forget_named() -> None:
    """Leaves the image out of the address, for it may not be among those that are shown now."""
    session().named_image = ("", "")
    session().picked.pop(NEAREST, None)
    st.query_params.pop("image", None)
