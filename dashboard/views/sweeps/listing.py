"""Which sweep is on screen, and links to the others."""

import streamlit as st

from core.models.presets import PRESETS
from core.sweep_reports import find_sweep, status_of, sweeps
from core.sweeps.sweep import Sweep
from core.text import counted
from dashboard.toolkit.links import link
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.words import age, person_word, plain

PAGE = "sweeps"
PARAMETER = "sweep"
SHOWN_AT_ONCE = 10


def choose_sweep() -> str | None:
    """The id of the sweep that the address names, else of the newest; None if there is none.

    A visitor whose address names one that is not there is told so.
    """
    asked = st.query_params.get(PARAMETER, "")
    if asked and find_sweep(lab(), asked):
        if session().page == PAGE:
            st.query_params[PARAMETER] = asked  # by a link of this page the browser's address stays the same
        return asked
    newest = next(iter(sweeps(lab())), None)
    if asked:
        st.warning("There is no such sweep here" + ("; this is the newest." if newest else "."))
    if newest is None:
        st.query_params.pop(PARAMETER, None)
        return None
    st.query_params[PARAMETER] = newest.id
    return newest.id


def show_list(chosen: str) -> None:
    """A link to each other sweep, the newest first."""
    others = [sweep for sweep in sweeps(lab()) if sweep.id != chosen]
    if not others:
        return
    st.subheader("Other sweeps", anchor=False)
    for sweep in others[:SHOWN_AT_ONCE]:
        link("sweeps", _told(sweep), sweep=sweep.id)
    if older := others[SHOWN_AT_ONCE:]:
        with st.expander(f"{len(older)} older"):
            for sweep in older:
                link("sweeps", _told(sweep), sweep=sweep.id)


def _told(sweep: Sweep) -> str:
    """Such as "Sweep 3 · Quick net · 20 trials · Completed · Ada, 5 min ago"."""
    origin = sweep.spec.base.origin
    preset = PRESETS[origin.preset].title if origin.preset in PRESETS else origin.preset
    trials = counted(sweep.spec.trials, "trial")
    who = f"{person_word(sweep.owner)}, {age(sweep.created)}"
    return plain(" · ".join([sweep.name, preset, trials, status_of(lab(), sweep), who]))
