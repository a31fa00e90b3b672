"""Views that are worth a look, each one click away."""

from typing import Final

import streamlit as st

from core.catalog.query import Query
from dashboard.toolkit.found_images import COLOUR
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import session
from dashboard.views.explore.address import write

VIEWS: Final = {
    "Thickest": {"sort": "-thickness"},
    "Thinnest": {"sort": "thickness"},
    "Most slanted": {"sort": "-slant"},
    "Unlike their class": {"sort": "-class_distance"},
    "Like another digit": {"sort": "-neighbour_disagreement"},
    "In several parts": {"parts": "2..", "sort": "-parts"},
}
"""By title, what the address says."""

VIEWS_OF_RUN: Final = {
    "Hardest for this model": {"sort": "-loss"},
    "Confidently wrong": {"correct": "no", "sort": "-confidence"},
    "Barely right": {"correct": "yes", "sort": "margin"},
    "Learned last": {"first_right_epoch": "..", "sort": "-first_right_epoch"},
    "Forgotten most": {"times_forgotten": "1..", "sort": "-times_forgotten"},
}
"""Those that ask what a run predicts."""

_VIEW: WidgetSlot[str] = WidgetSlot("view", str)


def offer_views(query: Query) -> None:
    """The menu of views; a view takes the place of filters and order, and leaves all else as it is."""
    views = VIEWS | (VIEWS_OF_RUN if query.run else {})

    def take() -> None:
        chosen = _VIEW.get()
        if chosen in views:
            kept = {name: said for name, said in session().explored.items() if name in ("run", COLOUR)}
            write({**views[chosen], **kept})

    st.menu_button("Views", list(views), key=_VIEW.key, icon=":material/auto_awesome:", on_click=take)
