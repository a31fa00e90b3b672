"""The part of Explore that the address names, as in `?show=statistics`; without a name it is the images."""

from collections.abc import Collection, Mapping
from typing import Final

import streamlit as st

from core.data.dataset import Dataset
from dashboard.toolkit.links import go
from dashboard.toolkit.state import session
from dashboard.views.explore.address import NAMES, OWN_NAMES
from dashboard.views.explore.split_and_digits import set_fields

IMAGES: Final = "images"
OF_OTHER_PARTS: Final = ("map", "queue")
"""What the address says of the map and of the queue of labels in doubt."""

_NAME: Final = "show"


def read_part(known: Collection[str]) -> str:
    """The part to show; after a visit to another page it is the same as before.

    An address that says something of the images, such as `?split=test&image=17`, shows the images.
    """
    written = st.query_params.get(_NAME, "")
    if written in known:
        part = written
    elif written or any(name in st.query_params for name in NAMES):
        part = IMAGES
    else:
        part = session().explore_part if session().explore_part in known else IMAGES
    _say(part)
    return part


def put_part(part: str) -> None:
    """Makes the address name another part; what it said of the images comes back with them."""
    for name in (*OWN_NAMES, *OF_OTHER_PARTS):  # the others go with their fields
        st.query_params.pop(name, None)
    _say(part)


def _say(part: str) -> None:
    session().explore_part = part
    if part == IMAGES:
        st.query_params.pop(_NAME, None)
    elif st.query_params.get(_NAME) != part:
        st.query_params[_NAME] = part


def open_images(dataset: Dataset, query: Mapping[str, str]) -> None:
    """Leaves another part for the images of a query, and for one of them if it names one."""
    session().explored = {}
    set_fields(dataset, query)  # a default in an address does not take the place of what a field had before
    go("explore", **query)
