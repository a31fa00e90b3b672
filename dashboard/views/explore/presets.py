"""Views that are worth a look, each one click away."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from core.catalog.columns import BY_NAME
from core.catalog.query import Query
from core.catalog.table import Table
from core.data.dataset import Dataset
from core.data.datasets import DEFAULT_DATASET
from dashboard.toolkit.found_images import COLOUR
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import session
from dashboard.views.explore.address import HAVE_FIELDS, write
from dashboard.views.explore.split_and_digits import set_fields

VIEWS: Final = {
    "Thickest": {"sort": "-thickness"},
    "Thinnest": {"sort": "thickness"},
    "Most slanted": {"sort": "-slant"},
    "Unlike their class": {"sort": "-class_distance"},
    "Like another {noun}": {"sort": "-neighbour_disagreement"},
    "In several parts": {"parts": "2..", "sort": "-parts"},
    "Sevens with a bar": {"digit": "7", "example": "train,28520", "sort": "distance"},
    "Ones that look like sevens": {"digit": "1", "example": "train,25465", "sort": "distance"},
}
"""By title, where {noun} stands for what a class is called, what the address says.

The examples are a seven with a bar and a thick seven.
"""

VIEWS_OF_RUN: Final = {
    "Hardest for this model": {"sort": "-loss"},
    "Confidently wrong": {"correct": "no", "sort": "-confidence"},
    "Barely right": {"correct": "yes", "sort": "margin"},
    "Learned last": {"first_right_epoch": "..", "sort": "-first_right_epoch"},
    "Forgotten most": {"times_forgotten": "1..", "sort": "-times_forgotten"},
}
"""Those that ask what a run predicts."""

_EXAMPLES_OF: Final = DEFAULT_DATASET
_VIEW: WidgetSlot[str] = WidgetSlot("view", str)


def offer_views(dataset: Dataset, query: Query, table: Table) -> None:
    """The menu of views; a view takes the place of filters and order, and leaves all else as it is.

    Args:
        dataset: What the images are of.
        query: What is on screen, with the filters of the page's own fields.
        table: What is known of the images.
    """
    offered = VIEWS | (VIEWS_OF_RUN if query.run else {})
    views = {
        title.format(noun=dataset.class_noun): view
        for title, view in offered.items()
        if _is_of(view, dataset, table)
    }

    def take() -> None:
        chosen = _VIEW.get()
        if chosen in views:
            view = views[chosen]
            if "digit" in view:
                set_fields(dataset, {**query.parameters(), "digit": view["digit"]})
            kept = {name: said for name, said in session().explored.items() if name in ("run", COLOUR)}
            write({**{name: said for name, said in view.items() if name not in HAVE_FIELDS}, **kept})

    st.menu_button("Views", list(views), key=_VIEW.key, icon=":material/auto_awesome:", on_click=take)


def _is_of(view: Mapping[str, str], dataset: Dataset, table: Table) -> bool:
    """Whether a data set has what a view is about."""
    if "example" in view:
        return dataset.name == _EXAMPLES_OF
    columns = {view["sort"].removeprefix("-"), *(name for name in view if name in BY_NAME)}
    return columns <= table.values.keys()
