"""The fields for the run, the order, the groups, the colours and the size of the images."""

from typing import Final

import streamlit as st

from core.catalog.columns import BY_NAME
from core.catalog.query import Query
from core.catalog.table import Table
from core.data.dataset import Dataset
from core.drawn_runs import reads_digits
from core.drawn_set import is_drawn
from core.runs.query import RunQuery
from core.runs.run import Run
from dashboard.toolkit.found_images import COLOUR
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session
from dashboard.views.explore.address import GROUP, offered_columns, put

NOTHING: Final = ""
FIELD_PIXELS: Final = 168  # two of them have room beside each other on a telephone

SIZES: Final = {"S": 28, "M": 56, "L": 112}
"""Pixels of a thumbnail, by what the page calls that."""

USUAL_SIZE: Final = "M"

_ORDER: WidgetSlot[str] = WidgetSlot("order", str)
_COLOUR: WidgetSlot[str] = WidgetSlot("colour-by", str)
_GROUP: WidgetSlot[str] = WidgetSlot("group-by", str)
_RUN: WidgetSlot[str] = WidgetSlot("explored-run", str)


def choose_order(query: Query, table: Table) -> None:
    """The field for the order."""
    order = str(query.sort or NOTHING)
    _ORDER.set(order)
    offered = [f"{sign}{name}" for name in offered_columns(query, table) for sign in ("-", "")]
    st.selectbox(
        "Sort by",
        dict.fromkeys([NOTHING, *offered, order]),
        key=_ORDER.key,
        format_func=_order_words,
        width=FIELD_PIXELS,
        on_change=lambda: put("sort", _ORDER.get() or NOTHING),
    )


def _order_words(order: str) -> str:
    if order == NOTHING:
        return "File order"
    title = BY_NAME[order.removeprefix("-")].title
    return f"{title}: {'high to low' if order.startswith('-') else 'low to high'}"


def choose_colour(query: Query, table: Table, usual: str = NOTHING) -> str:
    """The field for the column whose values colour the images; returns its name, or empty for none.

    Args:
        query: What is on screen.
        table: With the columns that can colour it.
        usual: The column where the address names none; empty for none.
    """
    written = session().explored.get(COLOUR, usual)
    colour = written if written in table.values else usual
    _COLOUR.set(colour)
    st.selectbox(
        "Colour by",
        dict.fromkeys([usual, "digit", "split", *offered_columns(query, table), colour]),
        key=_COLOUR.key,
        format_func=lambda name: BY_NAME[name].title if name else "Nothing",
        width=FIELD_PIXELS,
        on_change=lambda: put(COLOUR, "" if _COLOUR.get() == usual else _COLOUR.get() or ""),
    )
    return colour


def choose_group(query: Query, table: Table) -> str:
    """The field for the column by whose values the images are grouped; returns its name, or empty."""
    of_all = ["split"] if len(query.splits) > 1 else []
    offered = [
        "digit",
        *of_all,
        *(name for name in offered_columns(query, table) if BY_NAME[name].kind != "number"),
    ]
    written = session().explored.get(GROUP, NOTHING)
    group = written if written in offered and written in table.values else NOTHING
    _GROUP.set(group)
    st.selectbox(
        "Group by",
        [NOTHING, *offered],
        key=_GROUP.key,
        format_func=lambda name: BY_NAME[name].title if name else "Nothing",
        width=FIELD_PIXELS,
        on_change=lambda: put(GROUP, _GROUP.get() or NOTHING),
    )
    return group


_HELP: Final = "What a run predicts can filter, sort and colour the images too."
_HELP_ON_DRAWN: Final = f"{_HELP} Of drawings that it has learned, that says little of how it does on others."


def choose_run(dataset: Dataset, query: Query) -> None:
    """The field for the run whose predictions are columns too, once there is one with a model."""
    runs = lab().runs(RunQuery(has_model=True))
    names = {run.id: _name(run, dataset) for run in runs if _can_be_asked(run, dataset)}
    if query.run and query.run not in names:
        names[query.run] = _name(lab().run(query.run), dataset)
    if not names:
        return
    _RUN.set(query.run)
    st.selectbox(
        "Predictions of",
        [NOTHING, *names],
        key=_RUN.key,
        format_func=lambda run_id: names.get(run_id, "No run"),
        width=FIELD_PIXELS,
        on_change=lambda: put("run", _RUN.get() or NOTHING),
        help=_HELP_ON_DRAWN if is_drawn(dataset.name) else _HELP,
    )


def _name(run: Run, dataset: Dataset) -> str:
    """The run's name; on the drawn set, such as "Net 2 · learned 60", with how many drawings it learned."""
    learned = run.manifest.drawing_count if is_drawn(dataset.name) else 0
    return f"{run.name} · learned {learned:,}" if learned else run.name


def _can_be_asked(run: Run, dataset: Dataset) -> bool:
    if is_drawn(dataset.name):
        return reads_digits(lab(), run)
    return run.manifest.dataset == dataset.name


def choose_size() -> int:
    """The field for the size of a thumbnail; returns its pixels."""
    chosen = st.segmented_control(
        "Thumbnails",
        list(SIZES),
        default=USUAL_SIZE,
        required=True,
        key="size",
        bind="query-params",
        persist_state="session",
        width="content",
    )
    return SIZES[str(chosen or USUAL_SIZE)]
