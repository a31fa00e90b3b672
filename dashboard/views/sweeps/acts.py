"""What can be done with a sweep and with its best trial."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.sweep_acts import SweepActs
from core.sweep_reports import SweepReport
from core.sweeps.sweep import Sweep
from core.sweeps.trial import Trial
from core.text import counted
from dashboard.toolkit.acts_menu import acts_menu
from dashboard.toolkit.attempt import attempt
from dashboard.toolkit.links import go
from dashboard.toolkit.rename_dialog import ask_name
from dashboard.toolkit.state import session, trainer
from dashboard.toolkit.words import plain

PAUSING = "Trials that train end their epoch first. Then the sweep can be resumed."


def show_acts(found: SweepReport) -> None:
    """Pause, resume and stop; and two menus: for the best trial, and for the sweep as a whole."""
    sweep, best = found.sweep, found.best
    with st.container(horizontal=True, vertical_alignment="center"):
        if sweep.is_running:
            _button("Pause", "pause", sweep, "Starts no further trial; what trains pauses after its epoch.")
        elif found.is_pausing:
            st.button("Pausing …", key="pause-sweep", disabled=True, help=PAUSING)
        elif sweep.is_paused:
            _button(
                "Resume", "resume", sweep, "Its paused trials go on as if they had never ended.", primary=True
            )
        if not sweep.has_ended:
            _button(
                "Stop", "stop", sweep,
                "Starts no further trial, and stops those that train; they keep what they learned.",
            )  # fmt: skip
        if best is not None and best.run is not None:
            acts_menu("Best trial", _best_acts(best.run), key="best-trial")
        acts_menu("More", _more_acts(found), key="sweep-more")


def _best_acts(run: str) -> dict[str, Callable[[], object]]:
    return {
        "Open": lambda: go("train", run=run),
        "Evaluate": lambda: go("evaluate", run=run),
        "Draw": lambda: go("draw", run=run),
    }


def _more_acts(found: SweepReport) -> dict[str, Callable[[], object]]:
    sweep = found.sweep
    rename = partial(SweepActs(trainer()).rename, sweep.id)
    shown = {"Show its runs": lambda: go("runs", of_sweep=sweep.id)} if found.trials else {}
    return {
        **shown,
        "Rename": lambda: ask_name("sweep", sweep.name, rename),
        "Delete": lambda: ask_delete(sweep, found.trials),
    }


def _button(label: str, act: str, sweep: Sweep, told: str, *, primary: bool = False) -> None:
    st.button(
        label, key=f"{act}-sweep", type="primary" if primary else "secondary", help=told,
        on_click=_steer, args=(act, sweep.id),
    )  # fmt: skip


def _steer(act: str, sweep_id: str) -> None:
    """Asks something of a sweep; where it comes too late, says so."""
    acts = SweepActs(trainer())
    doing, said = {
        "pause": (acts.pause, "The sweep pauses; what trains ends its epoch first."),
        "resume": (acts.resume, "The sweep goes on."),
        "stop": (acts.stop, "The sweep is stopped; what trains keeps what it learned."),
    }[act]
    if attempt(partial(doing, sweep_id)):
        st.toast(said)


def ask_delete(sweep: Sweep, trials: Sequence[Trial]) -> None:
    """Asks once before a sweep is deleted."""
    st.dialog("Delete this sweep?", on_dismiss="rerun")(_delete)(sweep, trials)


def _delete(sweep: Sweep, trials: Sequence[Trial]) -> None:
    session().asking = True
    if sweep.is_running or any(trial.is_live for trial in trials):
        st.warning(
            plain(f"{sweep.name} is running, or some of its trials are. Stop it before you delete it.")
        )
        if st.button("Close"):
            st.rerun()
        return
    runs = sum(trial.run is not None for trial in trials)
    keeps = bool(runs) and st.checkbox("Keep its runs", help="They stay in Runs, with their models.")
    st.markdown(f"**{plain(sweep.name)}**: {_goes(0 if keeps else runs)} This can't be undone.")
    with st.container(horizontal=True):
        if st.button("Delete sweep", type="primary"):
            _carry_out(sweep.id, keeps_runs=keeps)
            st.rerun()
        if st.button("Cancel"):
            st.rerun()


def _goes(runs: int) -> str:
    """What is lost with a sweep, as a sentence that begins small."""
    if not runs:
        return "only its list of trials goes."
    what = "its run goes" if runs == 1 else f"its {counted(runs, 'run')} go"
    return f"{what} too, with curves, models and predictions."


def _carry_out(sweep_id: str, *, keeps_runs: bool) -> None:
    if attempt(lambda: SweepActs(trainer()).delete(sweep_id, keeps_runs=keeps_runs)):
        st.query_params.clear()
