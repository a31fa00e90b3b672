"""The model that Draw shows: that of a run, or the shipped one, which is no run and never called one."""

from collections.abc import Mapping
from typing import assert_never

import streamlit as st

from core.recognition.shipped import SHIPPED, ShippedModel, shipped_model
from core.runs.run import Run
from dashboard.toolkit.run_choice import Chosen, Shipped, Unusable, decide_model
from dashboard.toolkit.run_chooser import (
    WITH_MODEL,
    choose,
    explain_absence,
    find_run,
    forget,
    hold,
    show_awaited,
)
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.words import plain

MODEL_CHOICE = WidgetSlot("model_choice", str)


def choose_model() -> Run | ShippedModel:
    """The selected run if its model can be used, else the shipped model; the sidebar offers both.

    A run in the address that cannot be used is explained, and the shipped model answers meanwhile.

    Raises:
        DamagedModelError: If the shipped model is missing or was changed.
    """
    offered = lab().runs(WITH_MODEL)
    choice = decide_model(
        run_address=st.query_params.get("run", ""),
        model_address=st.query_params.get("model", ""),
        prefers_shipped=session().prefers_shipped,
        earlier=session().run_id,
        find=lambda run_id: find_run(run_id, WITH_MODEL),
    )
    beside = [choice.run] if isinstance(choice, Chosen) and choice.run not in offered else []
    _show_chooser({run.id: run for run in [*beside, *offered]}, choice)
    match choice:
        case Chosen(run):
            session().prefers_shipped = False
            st.query_params.pop("model", None)
            hold(run.id)
            show_awaited(run.name)
            return run
        case Unusable(run_id):
            explain_absence(run_id, WITH_MODEL)
            st.markdown(":gray[The shipped model predicts meanwhile.]")
        case Shipped(unknown):
            if unknown:
                st.warning(plain(f"There is no model {unknown[:40]!r} here; this is the shipped one."))
            st.query_params["model"] = SHIPPED
            show_awaited("the shipped model")
        case _:
            assert_never(choice)
    return shipped_model()


def _show_chooser(known: Mapping[str, Run], choice: Chosen | Unusable | Shipped) -> None:
    MODEL_CHOICE.set(choice.run.id if isinstance(choice, Chosen) else SHIPPED)
    st.sidebar.selectbox(
        "Model",
        [SHIPPED, *known],
        format_func=lambda name: known[name].name if name in known else f"{shipped_model().title} (no run)",
        key=MODEL_CHOICE.key,
        on_change=_take_choice,
        args=(tuple(known),),
        help="The shipped model comes with Digit Lab and is no run. The others are the newest runs.",
    )


def _take_choice(known: tuple[str, ...]) -> None:
    chosen = MODEL_CHOICE.get()
    if chosen == SHIPPED:
        choose_shipped()
    elif chosen in known:  # a run that somebody else has just deleted comes back as its name
        choose(str(chosen))


def choose_shipped() -> None:
    """Takes the shipped model because the visitor said so, until they select a run."""
    session().watched = None
    session().prefers_shipped = True
    forget()
