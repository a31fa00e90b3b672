"""The views that people have saved: to go to, to add one, to delete one."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial

import streamlit as st

from core.catalog.query import Query
from core.catalog.saved_view import SavedView, ViewNameTakenError
from core.data.dataset import DamagedDataError, Dataset
from core.data.datasets import DEFAULT_DATASET, UnknownDatasetError
from core.drawn_set import DRAWN, DRAWN_TITLE
from core.home import UnusableHomeError
from core.names import WishError
from dashboard.toolkit.caches import dataset_named
from dashboard.toolkit.dataset_choice import PARAMETER, turn_to, usual_name
from dashboard.toolkit.found_images import COLOUR
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session, trainer
from dashboard.toolkit.words import plain
from dashboard.views.explore.address import GROUP, HAVE_FIELDS, write
from dashboard.views.explore.split_and_digits import set_fields

_NAME: WidgetSlot[str] = WidgetSlot("view-name", str)
_OPEN: WidgetSlot[bool] = WidgetSlot("saved-views", bool)


def offer_saved_views(dataset: Dataset, query: Query) -> None:
    """A button that opens the saved views, and a field that saves the one on screen.

    Args:
        dataset: What the images are of.
        query: What is on screen, with the filters of the page's own fields.
    """
    popover = st.popover("Saved views", icon=":material/bookmark:", key=_OPEN.key, on_change="rerun")
    if not popover.open:
        return
    with popover:
        views = lab().saved_views()
        for view in views:
            _show_view(view, dataset)
        if not views:
            st.markdown(":gray[None yet. A view is what you see: filters, order, colours, run.]")
        look = {name: said for name, said in session().explored.items() if name in (COLOUR, GROUP)}
        own = {} if dataset.name == DEFAULT_DATASET else {PARAMETER: usual_name(dataset.name)}
        parameters = query.parameters() | look | own
        st.text_input("Name", key=_NAME.key, placeholder="Name this view", label_visibility="collapsed")
        st.button("Save this view", key="save-view", on_click=partial(_save, parameters))


def _show_view(view: SavedView, dataset: Dataset) -> None:
    of = view.parameters.get(PARAMETER, DEFAULT_DATASET)
    titles = {**lab().datasets.titles(), DRAWN: DRAWN_TITLE}
    name = view.name if of == usual_name(dataset.name) else f"{view.name} · {titles.get(of, of)}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            plain(name),
            key=f"view-{view.id}",
            help=plain(f"Saved by {view.owner.name}") if view.owner.name else None,
            on_click=partial(_go_to, of, view.parameters),
        )
        st.button(
            "Delete",
            key=f"delete-view-{view.id}",
            type="tertiary",
            icon=":material/delete:",
            on_click=partial(_delete, view.id),
        )


def _go_to(name: str, parameters: Mapping[str, str]) -> None:
    try:
        dataset = dataset_named(name)
    except (UnknownDatasetError, DamagedDataError) as error:
        st.toast(plain(str(error)))
        return
    turn_to(name)
    set_fields(dataset, parameters)
    write({each: said for each, said in parameters.items() if each not in (*HAVE_FIELDS, PARAMETER)})


def _save(parameters: Mapping[str, str]) -> None:
    try:
        trainer().save_view(_NAME.get() or "", parameters)
    except (WishError, ViewNameTakenError, UnusableHomeError) as error:
        st.toast(plain(str(error)))
    else:
        _NAME.set("")


def _delete(view_id: int) -> None:
    with suppress(UnusableHomeError):
        trainer().delete_view(view_id)
