"""Train: choose a recipe, press the button, watch the curves grow."""

from typing import get_args

import streamlit as st

from core.data.splits import split
from core.models.presets import PRESETS
from core.runs.progress import Progress
from core.runs.run import Run
from dashboard.charts import CHART_CONFIG, Metric, learning_curves
from dashboard.components.live_curves import live_curves, prepare_live_curves
from dashboard.navigation import page
from dashboard.recipe_form import show_recipe
from dashboard.state import session, trainer
from dashboard.tables import published_rows
from dashboard.widgets import (
    choose_run,
    colours,
    duration,
    percent,
    plain,
    show_heading,
    show_metrics,
    state_word,
)

TICK_SECONDS = 0.5


def show_strip(run: Run, progress: Progress) -> None:
    """State, epoch, time and speed in one row."""
    recipe = run.manifest.recipe
    fast, images = progress.images_per_second, len(split(recipe.training).labels)
    show_metrics(
        State=state_word(run),
        Epoch=f"{min(int(progress.position) + 1, recipe.epochs)} of {recipe.epochs}",
        Time_left=duration(progress.seconds_left(recipe.epochs, images)),
        Images_per_second="–" if fast is None else f"{fast:,.0f}",
    )
    st.progress(min(1.0, progress.position / recipe.epochs))


@st.fragment(run_every=TICK_SECONDS)
def show_live(run_id: str) -> None:
    """A run that waits or trains; the whole page is drawn anew when it has ended."""
    run = next((run for run in trainer().live_runs() if run.id == run_id), None)
    if run is None:
        st.rerun()
    progress = trainer().follow(run_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(run.name), anchor=False)
        if st.button("Stop", help="Ends the training and keeps what was learned."):
            trainer().stop(run_id)
            st.toast("Stopping; what was learned is kept.")
    show_strip(run, progress)
    live_curves(
        session().feed,
        run=run.id,
        attempt=run.attempt,
        curves=progress.curves(),
        total_epochs=run.manifest.recipe.epochs,
        key="curves",
    )


def show_ended(run: Run) -> None:
    """A run that has ended: its result and its curves."""
    show_metrics(
        State=state_word(run),
        Epoch=f"{run.epochs_done} of {run.manifest.recipe.epochs}",
        Accuracy="–" if run.accuracy is None else percent(run.accuracy),
        Training_time=duration(run.seconds),
    )
    st.markdown(":gray[The accuracy is of the 10,000 images of *test*.]")
    if run.reason:
        st.info(plain(run.reason))
    progress = trainer().progress(run.id)
    show_curves(progress)
    if run.can_predict:
        st.page_link(page("evaluate"), label="See what it mixes up", query_params={"run": run.id})
        st.page_link(page("draw"), label="Draw a digit for it", query_params={"run": run.id})


def show_curves(progress: Progress) -> None:
    """Loss and accuracy side by side."""
    curves = progress.curves()
    for column, metric in zip(st.columns(2), get_args(Metric), strict=True):
        column.plotly_chart(
            learning_curves(curves, metric, colours()),
            theme=None,
            config=CHART_CONFIG,
            key=metric,
            alt=f"The {metric} of training and validation, epoch by epoch",
        )


def show_published(run: Run) -> None:
    """A tutorial's own figures beside this run's."""
    if rows := published_rows(PRESETS[run.manifest.preset], trainer().follow(run.id)):
        st.subheader("Beside the tutorial", anchor=False)
        st.dataframe(rows, hide_index=True)


show_heading("Train", "Choose a recipe, press Train, and watch the model learn.")
run = choose_run(trainer().runs())
if run is not None and run.is_live:
    show_live(run.id)
    with st.expander("New training"):
        show_recipe()
else:
    form, result = st.columns([1, 2.4], gap="large")
    with form:
        show_recipe()
        prepare_live_curves()
    with result:
        if run is None:
            st.markdown(":gray[The curves of your training will be here.]")
        else:
            st.subheader(plain(run.name), anchor=False)
            show_ended(run)
            show_published(run)
