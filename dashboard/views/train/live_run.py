"""A run that trains or waits: where it stands, how its curves grow, and why it does not get on."""

import streamlit as st

from core.data.datasets import find_dataset
from core.runs.progress import Progress
from core.runs.run import Run, UnknownRunError
from core.runs.state import State
from dashboard.toolkit.components.live_curves import live_curves
from dashboard.toolkit.layout import colours, show_metrics
from dashboard.toolkit.state import lab, session, trainer
from dashboard.toolkit.words import duration, plain

TICK_SECONDS = 0.5
STALLED = (
    "No sign of life for 15 seconds. The training may go on by itself; **Stop** ends it and keeps the last"
    " complete epoch."
)


@st.fragment(run_every=TICK_SECONDS)
def show_live(run_id: str) -> None:
    """What changes while a run waits or trains; the whole page is drawn anew when it has ended."""
    run = _live(run_id)
    if run is None:
        st.rerun()
    progress = trainer().follow(run_id)
    _show_strip(run, progress)
    live_curves(
        session().feed,
        run=run.id,
        attempt=run.attempt,
        curves=progress.curves(),
        total_epochs=run.manifest.recipe.epochs,
        palette=colours(),
        key="curves",
    )


def _live(run_id: str) -> Run | None:
    """The run, or None if it has ended or is gone."""
    try:
        run = lab().run(run_id)
    except UnknownRunError:
        return None
    return run if run.is_live else None


def _show_strip(run: Run, progress: Progress) -> None:
    """State, epoch, time and speed in one row; what a stalled run will need, nobody knows."""
    recipe, stalled = run.manifest.recipe, lab().is_stalled(run)
    images = len(find_dataset(run.manifest.dataset).split(recipe.training).labels)
    speed, seconds_left = progress.images_per_second, progress.seconds_left(recipe.epochs, images)
    show_metrics(
        ("State", "Stalled" if stalled else run.status),
        ("Epoch", f"{min(int(progress.position) + 1, recipe.epochs)} of {recipe.epochs}"),
        ("Time left", duration(None if stalled else seconds_left)),
        ("Images per second", "–" if stalled or speed is None else f"{speed:,.0f}"),
    )
    st.progress(min(1.0, progress.position / recipe.epochs))
    if obstacle := lab().obstacle():
        st.warning(plain(str(obstacle)))
    elif stalled:
        st.warning(STALLED)
    elif run.state is State.QUEUED:
        st.markdown(f":gray[It waits for a free place; runs before it: {lab().runs_ahead(run)}.]")
