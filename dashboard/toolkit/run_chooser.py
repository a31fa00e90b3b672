"""The run that a page shows, with a chooser for it in the sidebar; `run_choice` decides which one it is."""

from collections.abc import Collection, Mapping
from typing import assert_never

import streamlit as st

from core.runs.query import RunQuery
from core.runs.run import Run, UnknownRunError
from dashboard.toolkit.layout import EndOfPage, show_empty
from dashboard.toolkit.links import link
from dashboard.toolkit.run_choice import Choice, Chosen, NothingThere, Unusable, decide
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.words import plain, state_word

RUN_CHOICE = WidgetSlot("run_choice", str)

ANY_RUN = RunQuery()
WITH_MODEL = RunQuery(has_model=True)


def choose_run(query: RunQuery = ANY_RUN, *, returns_to_watched: bool = False) -> Run | None:
    """The run that the page shows; None if there is none, or if the address names one that it cannot show.

    The visitor is told about the latter. The sidebar offers the newest runs.

    Args:
        query: Which runs the page can show.
        returns_to_watched: Whether the page goes back to the training that the visitor was watching.
    """
    offered = lab().runs(query)
    choice = decide(
        address=st.query_params.get("run", ""),
        watched=session().watched if returns_to_watched else None,
        earlier=session().run_id,
        find=lambda run_id: find_run(run_id, query),
        newest=lambda: next(iter(offered), None),
    )
    _show_chooser({run.id: run for run in [*_beside(choice, offered), *offered]}, choice)
    match choice:
        case Chosen(run):
            hold(run.id)
            return run
        case Unusable(run_id):
            explain_absence(run_id, query)
            return None
        case NothingThere():
            return None
        case _:
            assert_never(choice)


def find_run(run_id: str, query: RunQuery) -> Run | None:
    """The run with an id, if a page with this query can show it."""
    run = lab().find_run(run_id)
    is_fit = run is not None and query.has_model in (None, run.can_predict)
    return run if is_fit else None


def _beside(choice: Choice, offered: Collection[Run]) -> list[Run]:
    """The chosen run, where it is too old to be offered by itself."""
    return [choice.run] if isinstance(choice, Chosen) and choice.run not in offered else []


def _show_chooser(known: Mapping[str, Run], choice: Choice) -> None:
    if not known:
        return
    chosen = choice.run.id if isinstance(choice, Chosen) else None
    RUN_CHOICE.set(chosen)
    st.sidebar.selectbox(
        "Run",
        list(known),
        index=0 if chosen else None,  # the slot decides; None only adds a way to choose nothing
        format_func=lambda run_id: known[run_id].name,
        placeholder="Choose a run",
        key=RUN_CHOICE.key,
        on_change=_take_choice,
        args=(tuple(known),),
        help="The selected run, the same on every page. Runs lists those that are older.",
    )


def _take_choice(known: Collection[str]) -> None:
    chosen = RUN_CHOICE.get()
    if chosen in known:  # a run that somebody else has just deleted comes back as its name
        choose(str(chosen))


def choose(run_id: str) -> None:
    """Selects a run because the visitor said so; a training that was watched is no longer awaited."""
    session().watched, session().prefers_shipped = None, False
    hold(run_id)


def hold(run_id: str) -> None:
    """Makes a run the selected one, on every page and in the address."""
    session().run_id = run_id
    if st.query_params.get("run") != run_id:
        st.query_params["run"] = run_id


def watch(run: Run) -> None:
    """Remembers a run whose training is on screen, until its end has been seen."""
    session().watched = run.id if run.is_live else None
    if run.is_live:
        session().awaited.add(run.id)


def forget() -> None:
    """Selects no run, in the address neither; the filters that stand there stay."""
    session().run_id = None
    st.query_params.pop("run", None)


def explain_absence(run_id: str, query: RunQuery) -> None:
    """Why the run in the address cannot be shown on a page that shows the runs of a query."""
    try:
        run = lab().run(run_id)
    except UnknownRunError as error:
        session().run_id = None
        st.warning(plain(str(error)))
        if st.button("Show the newest run", type="primary"):
            forget()
            for newest in lab().runs(query)[:1]:
                choose(newest.id)
            st.rerun()
    else:
        if run.is_live:
            why = f"{run.name} has no model yet: it is {state_word(run.state)}. Come back later, or choose"
            st.info(plain(f"{why} another run."))
        else:
            st.info(plain(f"{run.name} ended without a model. Choose another run."))
        link("train", "See its training", run=run_id)


def choose_run_with_model() -> Run:
    """The selected run among those whose model can be used; without one the page says what to do and ends."""
    run = choose_run(WITH_MODEL)
    if run is None:
        if "run" not in st.query_params:
            _show_no_model()
        raise EndOfPage
    show_awaited(run.name)
    return run


def _show_no_model() -> None:
    """Says that there is no model yet, and how one comes or where it is on its way."""
    live = lab().live_runs(limit=1)
    if not live:
        show_empty("No model has been trained yet. It takes a click and less than a minute.")
    st.info(plain(f"No model is ready yet; {live[0].name} is {state_word(live[0].state)}."))
    link("train", "Watch its training", run=live[0].id)


def show_awaited(shown: str) -> None:
    """Says that what is shown is not the run whose training one was watching, while that goes on."""
    awaited = find_run(session().watched or "", ANY_RUN)
    if awaited is not None and awaited.is_live:
        st.markdown(
            f":gray[{plain(awaited.name)} is still {state_word(awaited.state)}; this is {plain(shown)}.]"
        )
