"""A run that trains or waits: where it stands, and why it does not get on."""

import streamlit as st

from core.data.splits import split
from core.runs.progress import Progress
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.state import trainer
from dashboard.toolkit.widgets import show_metrics
from dashboard.toolkit.words import duration, plain

STALLED = (
    "No sign of life for 15 seconds. The training may go on by itself; **Stop** ends it and keeps the last"
    " complete epoch."
)


def show_strip(run: Run, progress: Progress) -> None:
    """State, epoch, time and speed in one row; what a stalled run will need, nobody knows."""
    recipe, stalled = run.manifest.recipe, trainer().is_stalled(run)
    fast, images = progress.images_per_second, len(split(recipe.training).labels)
    show_metrics(
        State="Stalled" if stalled else run.status,
        Epoch=f"{min(int(progress.position) + 1, recipe.epochs)} of {recipe.epochs}",
        Time_left=duration(None if stalled else progress.seconds_left(recipe.epochs, images)),
        Images_per_second="–" if stalled or fast is None else f"{fast:,.0f}",
    )
    st.progress(min(1.0, progress.position / recipe.epochs))
    if obstacle := trainer().obstacle():
        st.warning(plain(obstacle))
    elif stalled:
        st.warning(STALLED)
    elif run.state is State.QUEUED:
        st.markdown(f":gray[It waits for a free place; runs before it: {trainer().runs_ahead(run)}.]")
