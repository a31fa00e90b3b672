"""What the address says of the images beyond split and digit: further filters, the order, and the run."""

from typing import Final

import streamlit as st

from core.catalog.columns import BY_NAME, COLUMNS
from core.catalog.query import Query, QueryError, read_query
from core.catalog.selection import check
from core.catalog.table import Table
from core.data.datasets import UnknownDatasetError
from core.image_table import image_table
from core.runs.run import NoModelError, UnknownRunError
from core.runs.whole_files import DamagedFileError
from dashboard.toolkit.caches import kept_table_of
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.words import plain
from dashboard.views.explore.named_image import forget_named

FILE_ORDER: Final = ""

_HAVE_FIELDS: Final = ("split", "digit")
_NAMES: Final = (*(each.name for each in COLUMNS if each.name not in _HAVE_FIELDS), "sort", "run")
_ORDER: WidgetSlot[str] = WidgetSlot("order", str)
_FILTERS: WidgetSlot[list[str]] = WidgetSlot("more-filters", list)


def read_address() -> tuple[Query, Table]:
    """The query and the columns that it is about; after a visit to another page the query is as before.

    Where nobody can answer it, a sentence says why, and the images are shown without it.
    """
    written = {name: value for name in _NAMES if (value := st.query_params.get(name))}
    if written or "image" in st.query_params:  # an image that is named is shown, whatever was filtered before
        session().explored = written
    elif session().explored:
        _write(session().explored)
    try:
        query = read_query(session().explored)
        table = kept_table_of(lab().run(query.run)) if query.run else image_table()
        check(query, table)
    except (QueryError, UnknownRunError, NoModelError, UnknownDatasetError, DamagedFileError) as error:
        st.warning(plain(str(error)))
        st.button("Show all images", on_click=_write, args=({},))
        return Query(), image_table()
    return query, table


def choose_order(query: Query) -> None:
    """The field for the order."""
    order = str(query.sort or FILE_ORDER)
    _ORDER.set(order)
    offered = [
        f"{sign}{column.name}"
        for column in COLUMNS
        if column.name not in ("index", *_HAVE_FIELDS) and (query.run or not column.of_run)
        for sign in ("-", "")
    ]
    st.selectbox(
        "Sort by",
        dict.fromkeys([FILE_ORDER, *offered, order]),
        key=_ORDER.key,
        format_func=_order_words,
        on_change=_take_order,
    )


def _order_words(order: str) -> str:
    if order == FILE_ORDER:
        return "File order"
    title = BY_NAME[order.removeprefix("-")].title
    return f"{title}: {'high to low' if order.startswith('-') else 'low to high'}"


def _take_order() -> None:
    order = _ORDER.get() or FILE_ORDER
    kept = {name: value for name, value in session().explored.items() if name != "sort"}
    _write({**kept, "sort": order} if order else kept)


def show_filters(query: Query) -> None:
    """The further filters, each of which a click takes away."""
    words = {each.column: f"{BY_NAME[each.column].title} {each}" for each in query.filters}
    if query.run:
        words["run"] = f"Run {lab().run(query.run).name}"
    if not words:
        return
    _FILTERS.set(list(words))
    st.pills(
        "Filters",
        list(words),
        selection_mode="multi",
        format_func=lambda name: plain(words[name]),
        key=_FILTERS.key,
        on_change=_take_filters,
        args=(tuple(words),),
        help="A click removes a filter.",
    )


def _take_filters(shown: tuple[str, ...]) -> None:
    """Leaves out what was clicked; with the run go its columns."""
    gone = set(shown) - set(_FILTERS.get() or [])
    if "run" in gone:
        gone |= {column.name for column in COLUMNS if column.of_run}
    kept = {name: value for name, value in session().explored.items() if name not in gone}
    if kept.get("sort", "").removeprefix("-") in gone:
        del kept["sort"]
    _write(kept)


def _write(explored: dict[str, str]) -> None:
    """Makes the address say this; the image that it named may not be among those any more."""
    if explored != session().explored:
        forget_named()
    session().explored = explored
    for name in _NAMES:
        st.query_params.pop(name, None)
    st.query_params.update(explored)
