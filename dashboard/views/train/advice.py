"""What is wrong with a run or could be better about it, each with a button that starts it again changed."""

import streamlit as st

from core.runs.curves import Curves
from core.runs.remedy import Advice, draft_with_advice
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.run_diagnosis import advice_of, fault_of
from dashboard.toolkit.words import plain
from dashboard.views.train.starting import start_and_show, start_beside


def show_advice(run: Run, curves: Curves) -> bool:
    """The sentence and the button; returns whether something is wrong."""
    fault = fault_of(run, curves)
    if run.state is State.FAILED and run.reason is not None:  # that was said already
        return fault is not None
    if fault is not None:
        st.error(plain(str(fault.text)))
        _offer(run, fault)
    elif advice := advice_of(run, curves):
        st.info(plain(str(advice.text)))
        _offer(run, advice)
    return fault is not None


def _offer(run: Run, advice: Advice) -> None:
    if advice.changes and st.button(f"Start again with {advice.words}", key="start-again"):
        start = start_beside if run.is_live else start_and_show
        start(draft_with_advice(run.manifest, advice.changes))
