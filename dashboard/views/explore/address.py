"""What the address says of the images beyond split and digit: filters, order, colours, run."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from core.catalog.columns import COLUMNS, Column
from core.catalog.positions import HIDDEN
from core.catalog.query import Query, read_query
from core.catalog.query_error import NotComputedYetError, QueryError
from core.catalog.selection import check
from core.catalog.table import Table
from core.data.datasets import UnknownDatasetError
from core.runs.run import NoModelError, UnknownRunError
from core.runs.whole_files import DamagedFileError
from dashboard.toolkit.caches import dataset, table_named
from dashboard.toolkit.found_images import COLOUR, table_for
from dashboard.toolkit.hidden_layer_job import ask_for_embedding
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.words import plain
from dashboard.views.explore.named_image import forget_named

GROUP: Final = "group"
"""What an address calls the column by whose values the images are grouped."""

HAVE_FIELDS: Final = ("split", "digit")
"""The columns whose filters are fields of the page by themselves."""

_NAMES: Final = (
    *(each.name for each in COLUMNS if each.name not in HAVE_FIELDS),
    "within",
    "sort",
    COLOUR,
    GROUP,
    "run",
    "example",
    "by",
)


OWN_NAMES: Final = (*_NAMES, "image")
"""What an address says of the images beyond the fields whose values Streamlit itself keeps there."""

NAMES: Final = (*OWN_NAMES, *HAVE_FIELDS, "size")
"""All that an address can say of the images."""


def read_address() -> tuple[Query, Table]:
    """The query and the columns that it is about; after a visit to another page the query is as before.

    Where nobody can answer it, a sentence says why, and the images are shown without it.
    """
    written = {name: value for name in _NAMES if (value := st.query_params.get(name))}
    if written or "image" in st.query_params:  # an image that is named is shown, whatever was filtered before
        session().explored = written
    elif session().explored:
        write(session().explored)
    try:
        query = read_query(session().explored)
        table = table_for(dataset(), query)
        check(query, table)
    except NotComputedYetError:
        run = lab().run(query.run)
        ask_for_embedding(run, key="address")
        shown = Query(run=query.run, by=query.by)
        return shown, table_for(dataset(), shown)
    except (QueryError, UnknownRunError, NoModelError, UnknownDatasetError, DamagedFileError) as error:
        st.warning(plain(str(error)))
        st.button("Show all images", on_click=write, args=({},))
        return Query(), table_named(dataset().name)
    return query, table


def offered_columns(query: Query, table: Table) -> list[str]:
    """The columns that a visitor can filter, sort and colour by."""
    return [
        column.name
        for column in COLUMNS
        if column.name in table.values
        and column.name not in ("index", *HAVE_FIELDS)
        and (query.run or not column.of_run)
        and (query.example or not column.of_example)
    ]


def put(name: str, value: str) -> None:
    """Makes the address say one thing anew; empty takes it out, and with a run or an example its columns."""
    kept = {each: said for each, said in session().explored.items() if each != name}
    if name == "run":  # a place on another run's map means something else, and there may be no such map
        kept.pop("by", None)
        if kept.get("within", "").startswith(f"{HIDDEN}:"):
            del kept["within"]
    if not value:
        gone = {column.name for column in COLUMNS if name in _what_it_needs(column)}
        kept = {
            each: said
            for each, said in kept.items()
            if each not in gone and not (each in ("sort", COLOUR, GROUP) and said.removeprefix("-") in gone)
        }
    write({**kept, name: value} if value else kept)


def put_comparison(by: str) -> None:
    """Makes the address say by what images are compared; the image in hand stays the same."""
    kept = {name: said for name, said in session().explored.items() if name != "by"}
    session().explored = {**kept, "by": by} if by else kept
    if by:
        st.query_params["by"] = by
    else:
        st.query_params.pop("by", None)


def _what_it_needs(column: Column) -> list[str]:
    """What the address must name for a table to have this column."""
    return ["run"] * column.of_run + ["example"] * column.of_example


def write(explored: Mapping[str, str]) -> None:
    """Makes the address say this; the image that it named may not be among those any more."""
    if explored != session().explored:
        forget_named()
    session().explored = dict(explored)
    for name in _NAMES:
        st.query_params.pop(name, None)
    st.query_params.update(explored)
