"""Pieces that several pages share: `show_*` draws, `choose_*` returns a choice."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.splits import Split
from core.runs.run import Run, UnknownRunError
from core.trainer import TrainerError
from dashboard.navigation import page
from dashboard.toolkit.components.sprite_grid import sprite_grid
from dashboard.toolkit.state import RUN_CHOICE, session, set_widget, trainer, widget
from dashboard.toolkit.theme import Palette, palette
from dashboard.toolkit.words import plain

PERSON_NAME = "person_name"
METRIC_WIDTH = 140


class EndOfPage(Exception):
    """Ends a page that has said all it can; after `st.stop` the shell could not draw anything either."""


def colours() -> Palette:
    """The colours of the theme on this visitor's screen."""
    return palette("dark" if st.context.theme.type == "dark" else "light")


def show_heading(title: str, sentence: str) -> None:
    """The page's title and the one sentence under it."""
    st.title(title, anchor=False)
    st.markdown(f":gray[{sentence}]")


def show_metrics(**values: str) -> None:
    """Metrics in a row that breaks where the screen is narrow; a label's words are joined by underscores."""
    with st.container(horizontal=True):
        for label, value in values.items():
            st.metric(label.replace("_", " "), value, width=METRIC_WIDTH)


def show_person() -> None:
    """Who one is, and a field to say it; drawn in the sidebar."""
    st.text_input(
        "Your name",
        value=trainer().person_name,
        placeholder="Guest",
        key=PERSON_NAME,
        help="Shown beside the runs that you start.",
        on_change=_introduce,
    )


def _introduce() -> None:
    try:
        trainer().introduce(str(widget(PERSON_NAME)))
    except TrainerError as error:
        set_widget(PERSON_NAME, trainer().person_name)
        st.toast(plain(str(error)))


def choose_run(runs: list[Run]) -> Run | None:
    """The run in hand: from the address, from earlier, or the newest; a chooser for it in the sidebar.

    None if there is nothing to choose from, or if the address names a run that is not among them;
    the visitor is told about the latter.

    Args:
        runs: The runs to choose from, the newest first.
    """
    known = {run.id: run for run in runs}
    wanted = st.query_params.get("run", "") or _run_from_earlier(known)
    if known:
        _show_chooser(known, wanted)
    if wanted in known:
        hold(wanted)
        return known[wanted]
    if wanted:
        _explain_absence(wanted)
    return None


def _run_from_earlier(known: Mapping[str, Run]) -> str:
    """The run in hand if it can be chosen here, else the newest; empty without runs."""
    earlier = session().run_id or ""
    return earlier if earlier in known else next(iter(known), "")


def _show_chooser(known: Mapping[str, Run], wanted: str) -> None:
    set_widget(RUN_CHOICE, wanted if wanted in known else None)
    st.sidebar.selectbox(
        "Run",
        list(known),
        index=0 if wanted in known else None,  # the state decides; None only adds a way to choose nothing
        format_func=lambda run_id: known[run_id].name,
        placeholder="Choose a run",
        key=RUN_CHOICE,
        on_change=_take_in_hand,
        args=(known,),
        help="The run in hand, the same on every page.",
    )


def _take_in_hand(known: Collection[str]) -> None:
    chosen = widget(RUN_CHOICE)
    if chosen in known:  # a run that somebody else has just deleted comes back as its name
        choose(str(chosen))


def choose(run_id: str) -> None:
    """Takes a run in hand because the visitor said so; a training that was watched is no longer awaited."""
    session().watched = None
    hold(run_id)


def hold(run_id: str) -> None:
    """Makes a run the one in hand, on every page and in the address."""
    session().run_id = run_id
    if st.query_params.get("run") != run_id:
        st.query_params["run"] = run_id


def _explain_absence(run_id: str) -> None:
    """Why the run in the address cannot be shown here."""
    try:
        run = trainer().run(run_id)
    except UnknownRunError as error:
        st.warning(plain(f"{error} Choose another run, or start one."))
    else:
        st.info(
            plain(f"{run.name} has no model yet: it is {run.state}. Choose another run, or come back later.")
        )
        st.page_link(page("train"), label="Look at its training", query_params={"run": run_id})


def choose_run_with_model() -> Run:
    """The run in hand among those whose model can be used; without one the page says what to do and ends."""
    usable = [run for run in trainer().runs() if run.can_predict]
    run = choose_run(usable)
    if run is None:
        if not usable and "run" not in st.query_params:
            _show_no_model()
        raise EndOfPage
    _show_awaited(run)
    return run


def _show_no_model() -> None:
    """Says that there is no model yet, and how one comes or where it is on its way."""
    live = trainer().live_runs()
    if not live:
        show_empty("No model has been trained yet. It takes a click and less than a minute.")
    st.info(plain(f"No model is ready yet; {live[0].name} is {live[0].state}."))
    st.page_link(page("train"), label="Look at its training", query_params={"run": live[0].id})


def _show_awaited(run: Run) -> None:
    """Says that this is not the run whose training one was watching, while that goes on."""
    for awaited in trainer().live_runs():
        if awaited.id == session().watched:
            st.markdown(f":gray[{plain(awaited.name)} is still {awaited.state}; this is {plain(run.name)}.]")


def show_empty(sentence: str) -> NoReturn:
    """Says that there is nothing here yet and what to do about it; the page ends here."""
    st.info(sentence)
    st.page_link(page("start"), label="To the start, where one click trains a model")
    raise EndOfPage


def choose_image(
    key: str,
    images: Split,
    shown: NDArray[np.int64],
    *,
    first: int | None = None,
    on_pick: Callable[[int], None] | None = None,
    **grid: Any,
) -> int | None:
    """A grid of images to pick from; returns the position of the one in hand, remembered for each split.

    Args:
        key: A constant.
        images: The split that they are of.
        shown: (n,) positions in it.
        first: The position in hand before there was any choice.
        on_pick: Called with the position that was picked just now, be it for the first time or again.
        **grid: See `sprite_grid`.
    """
    choices, where = session().picked, f"{key} {images.name}"
    chosen = choices[where] if choices.get(where) in shown else first
    names = [
        f"{label}, image {index:,}"
        for label, index in zip(images.labels[shown], images.index[shown], strict=True)
    ]
    picked = sprite_grid(images.images[shown], shown.tolist(), key=key, selected=chosen, labels=names, **grid)
    if picked is None:
        return chosen
    choices[where] = picked
    if on_pick is not None:
        on_pick(picked)
    return picked
