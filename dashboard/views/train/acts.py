"""What can be done with the run on screen: pause or stop it; resume it, use its model, train it again."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.data.datasets import DEFAULT_DATASET
from core.runs.run import Run
from core.runs.state import State
from core.training_acts import TrainingActs
from dashboard.toolkit.acts_menu import acts_menu
from dashboard.toolkit.attempt import attempt
from dashboard.toolkit.links import go
from dashboard.toolkit.state import lab, trainer
from dashboard.views.train.change import show_change
from dashboard.views.train.fork import show_fork
from dashboard.views.train.recipe_form import can_fill_form, fill_form
from dashboard.views.train.starting import train_again


def show_acts(run: Run) -> None:
    """The buttons."""
    if run.is_live:
        _show_stop(run)
        _show_pause(run)
        show_change(run)
    else:
        _show_ways_on(run)


def _show_pause(run: Run) -> None:
    waits, pausing = run.state is State.QUEUED, lab().is_pausing(run)
    st.button(
        "Pausing …" if pausing else "Pause",
        disabled=pausing or lab().is_stopping(run),
        key="pause",
        help="Takes the run out of the queue until it is resumed."
        if waits
        else "Ends the training after this epoch, so that it can go on from there.",
        on_click=_steer,
        args=(TrainingActs(trainer()).pause, run.id),
    )


def _show_stop(run: Run) -> None:
    stopping = lab().is_stopping(run)
    st.button(
        "Stopping …" if stopping else "Stop",
        disabled=stopping,
        key="stop",  # one button under both labels, or the focus would be lost
        help="Ends the training and keeps what it learned.",
        on_click=_stop,
        args=(run.id,),
    )


def _stop(run_id: str) -> None:
    """Asks a run to stop, and says what will come of it as it stands now."""
    run = lab().find_run(run_id)
    if run is None:  # somebody deleted it meanwhile
        return
    if not attempt(lambda: TrainingActs(trainer()).stop(run_id)):
        return
    waits = (
        "It leaves the queue." if run.state is State.QUEUED else "Stopping; the run keeps what it learned."
    )
    st.toast(waits if run.is_live else "It had just ended.")


def _steer(act: Callable[[str], None], run_id: str) -> None:
    attempt(partial(act, run_id))


def _show_resume(run: Run) -> None:
    st.button(
        "Resume",
        type="primary",
        help=_resumed(run),
        on_click=_steer,
        args=(TrainingActs(trainer()).resume, run.id),
    )


def _resumed(run: Run) -> str:
    """What Resume does with a run."""
    if not run.attempt:
        return "Puts the run back into the queue; its training has not begun."
    if run.epochs_done:
        return f"Goes on after epoch {run.epochs_done} of {run.manifest.epochs}, as if it had never ended."
    return "Starts again, for no epoch was complete."


def _show_ways_on(run: Run) -> None:
    """What one does next; then the menu of the rest, and the two ways to train on."""
    draw = "Draw a digit" if run.manifest.dataset == DEFAULT_DATASET else "Draw"
    rest: dict[str, Callable[[], object]] = {"Train again with these settings": lambda: train_again(run)}
    fills = {"Copy to form": lambda: fill_form(run.manifest)} if can_fill_form(run.manifest) else {}
    with st.container(horizontal=True, width="content", gap="small"):
        if run.can_resume:
            _show_resume(run)
        if run.can_predict and st.button("Evaluate"):
            go("evaluate", run=run.id)
        if run.can_predict and run.can_resume:
            rest = {draw: lambda: go("draw", run=run.id), **rest}
        elif run.can_predict and st.button(draw):
            go("draw", run=run.id)
        acts_menu("More", rest, key="train-more", fills=fills)
    with st.container(horizontal=True, width="content", gap="small"):
        show_change(run)
        show_fork(run)
