"""The data set that a page is about, with a field for it in the sidebar where the lab has several."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

import streamlit as st

from core.data.dataset import Dataset
from core.data.datasets import BUNDLED, DEFAULT_DATASET, find_dataset
from core.drawn_set import DRAWN, DRAWN_TITLE, is_drawn
from core.home import UnusableHomeError
from dashboard.toolkit.caches import dataset
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session

PARAMETER: Final = "dataset"
"""What an address calls the data set; the bundled one is not named."""

_CHOICE: WidgetSlot[str] = WidgetSlot("dataset-choice", str)


def choose_dataset(
    *,
    run_id: str = "",
    on_change: Callable[[], None] = lambda: None,
    has_drawn: bool = False,
    adds_drawings: bool = False,
) -> Dataset:
    """The data set that the address names, else the one from before.

    Args:
        run_id: The run that the page is about; it decides where the address names no data set.
        on_change: Called before the rerun that follows another choice.
        has_drawn: Whether it may be the drawn set; the session has its state of now.
        adds_drawings: Whether the page can have a model learn the drawings beside the data set.
    """
    titles = _titles(has_drawn=has_drawn)
    asked = usual_name(st.query_params.get(PARAMETER) or _learned(run_id))
    if asked and asked not in titles:
        st.warning(_absence(asked, has_drawn=has_drawn, adds_drawings=adds_drawings))
    name = asked if asked in titles else usual_name(session().dataset)
    name = name if name in titles else DEFAULT_DATASET
    turn_to(name)
    if len(titles) > 1:
        _show_field(titles, name, on_change)
    return dataset()


def turn_to(name: str) -> None:
    """Makes the page one about another data set, before the rerun that draws it."""
    session().take_dataset(lab().datasets.find(DRAWN).name if name == DRAWN else name)
    _say(name)


def usual_name(name: str) -> str:
    """What addresses call a data set, whatever the state of the drawn set."""
    return DRAWN if is_drawn(name) else name


def _absence(asked: str, *, has_drawn: bool, adds_drawings: bool) -> str:
    if asked != DRAWN:
        return "There is no such data set here any more; this is another one."
    if has_drawn:
        return "The drawn set is empty. Label drawings on Draw; this is another data set."
    return "No model learns the drawn set alone; " + (
        "More settings adds its drawings to this data set." if adds_drawings else "this is another data set."
    )


def _titles(*, has_drawn: bool) -> Mapping[str, str]:
    """By name, what the data sets are called; the bundled one is there without a data folder too."""
    with suppress(UnusableHomeError, OSError):
        library = lab().datasets
        drawn = {DRAWN: DRAWN_TITLE} if has_drawn and library.find(DRAWN).image_count else {}
        return {**library.titles(), **drawn}
    return {name: find_dataset(name).title for name in BUNDLED}


def _learned(run_id: str) -> str:
    """The data set of a run; empty without one."""
    with suppress(UnusableHomeError, OSError):
        run = lab().find_run(run_id) if run_id else None
        return run.manifest.dataset if run else ""
    return ""


def _show_field(titles: Mapping[str, str], name: str, on_change: Callable[[], None]) -> None:
    def take() -> None:
        chosen = _CHOICE.get()
        if chosen is not None and chosen in titles and chosen != name:
            on_change()
            turn_to(chosen)

    _CHOICE.set(name)
    st.sidebar.selectbox(
        "Data set", list(titles), format_func=lambda name: titles[name], key=_CHOICE.key, on_change=take
    )


def _say(name: str) -> None:
    if name == DEFAULT_DATASET:
        st.query_params.pop(PARAMETER, None)
    elif st.query_params.get(PARAMETER) != name:
        st.query_params[PARAMETER] = name
