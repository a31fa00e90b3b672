"""Train: choose a recipe, press the button, watch the curves grow."""

import streamlit as st

from core.runs.run import Run, UnknownRunError
from core.runs.state import State
from dashboard.toolkit.components.live_curves import live_curves, prepare_live_curves
from dashboard.toolkit.state import session, trainer
from dashboard.toolkit.widgets import choose_run, hold, show_heading
from dashboard.toolkit.words import plain
from dashboard.views.train.ended_run import show_ended, show_result
from dashboard.views.train.live_run import show_strip
from dashboard.views.train.recipe_form import show_recipe

TICK_SECONDS = 0.5


def show_name(run: Run) -> None:
    """The name of the run in hand, with the button that stops it while it waits or trains."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(run.name), anchor=False)
        if run.is_live:
            stopping = trainer().is_stopping(run)
            st.button(
                "Stopping …" if stopping else "Stop",
                disabled=stopping,
                help="Ends the training and keeps what was learned.",
                on_click=stop,
                args=(run.id,),
            )


def stop(run_id: str) -> None:
    """Asks a run to stop, and says what will come of it as it stands now."""
    try:
        run = trainer().run(run_id)
    except UnknownRunError:  # somebody deleted it meanwhile
        return
    trainer().stop(run_id)
    waits = "It will not start." if run.state is State.QUEUED else "Stopping; what was learned is kept."
    st.toast(waits if run.is_live else "It had just ended.")


@st.fragment(run_every=TICK_SECONDS)
def show_live(run_id: str) -> None:
    """What changes while a run waits or trains; the whole page is drawn anew when it has ended."""
    run = next((run for run in trainer().live_runs() if run.id == run_id), None)
    if run is None:
        st.rerun()
    progress = trainer().follow(run_id)
    show_strip(run, progress)
    live_curves(
        session().feed,
        run=run.id,
        attempt=run.attempt,
        curves=progress.curves(),
        total_epochs=run.manifest.recipe.epochs,
        key="curves",
    )


def return_to_watched() -> None:
    """Takes the training in hand again that one was watching, where the address names no other run."""
    watched = session().watched
    if "run" not in st.query_params and watched in [run.id for run in trainer().runs()]:
        hold(str(watched))


show_heading("Train", "Choose a recipe, press Train, and watch the model learn.")
return_to_watched()
run = choose_run(trainer().runs())
if run is not None:
    session().watched = run.id if run.is_live else None
    show_name(run)
if run is not None and run.is_live:
    show_live(run.id)
    with st.expander("New training"):
        show_recipe()
else:
    if run is not None:
        show_result(run)  # in the very place of the live row, so that no State is ever seen twice
        curves, form = st.columns([2.4, 1], gap="large")  # on a telephone, what was learned comes first
        with curves:
            show_ended(run)
    else:
        form, curves = st.columns([1, 2.4], gap="large")
        curves.markdown(":gray[The curves of your training will be here.]")
    with form:
        show_recipe()
        prepare_live_curves()
