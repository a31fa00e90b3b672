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
from dashboard.toolkit.caches import dataset
from dashboard.toolkit.found_images import COLOUR, table_for
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.words import plain
from dashboard.views.explore.named_image import forget_named

FILE_ORDER: Final = ""
NO_COLOUR: Final = ""
FIELD_PIXELS: Final = 168  # two of them have room beside each other on a telephone

_HAVE_FIELDS: Final = ("split", "digit")
_NAMES: Final = (*(each.name for each in COLUMNS if each.name not in _HAVE_FIELDS), "sort", COLOUR, "run")
_ORDER: WidgetSlot[str] = WidgetSlot("order", str)
_COLOUR: WidgetSlot[str] = WidgetSlot("colour-by", str)
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
        table = table_for(dataset(), query)
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
    offered = [f"{sign}{name}" for name in _offered(query) for sign in ("-", "")]
    st.selectbox(
        "Sort by",
        dict.fromkeys([FILE_ORDER, *offered, order]),
        key=_ORDER.key,
        format_func=_order_words,
        width=FIELD_PIXELS,
        on_change=_take_order,
    )


def _order_words(order: str) -> str:
    if order == FILE_ORDER:
        return "File order"
    title = BY_NAME[order.removeprefix("-")].title
    return f"{title}: {'high to low' if order.startswith('-') else 'low to high'}"


def _take_order() -> None:
    _set("sort", _ORDER.get() or FILE_ORDER)


def choose_colour(query: Query, table: Table) -> str:
    """The field for the column whose values colour the images; returns its name, or `NO_COLOUR`."""
    written = session().explored.get(COLOUR, NO_COLOUR)
    colour = written if written in table.values else NO_COLOUR
    _COLOUR.set(colour)
    st.selectbox(
        "Colour by",
        dict.fromkeys([NO_COLOUR, "digit", *_offered(query), colour]),
        key=_COLOUR.key,
        format_func=lambda name: BY_NAME[name].title if name else "Nothing",
        width=FIELD_PIXELS,
        on_change=_take_colour,
    )
    return colour


def _take_colour() -> None:
    _set(COLOUR, _COLOUR.get() or NO_COLOUR)


def _offered(query: Query) -> list[str]:
    """The columns that are of use for an order or for colours."""
    return [
        column.name
        for column in COLUMNS
        if column.name not in ("index", *_HAVE_FIELDS) and (query.run or not column.of_run)
    ]


def _set(name: str, value: str) -> None:
    """Makes the address say one thing anew; empty takes it out."""
    kept = {each: said for each, said in session().explored.items() if each != name}
    _write({**kept, name: value} if value else kept)


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
    about_gone = [name for name in ("sort", COLOUR) if kept.get(name, "").removeprefix("-") in gone]
    _write({name: value for name, value in kept.items() if name not in about_gone})


def _write(explored: dict[str, str]) -> None:
    """Makes the address say this; the image that it named may not be among those any more."""
    if explored != session().explored:
        forget_named()
    session().explored = explored
    for name in _NAMES:
        st.query_params.pop(name, None)
    st.query_params.update(explored)
