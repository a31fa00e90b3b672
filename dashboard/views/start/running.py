"""What trains or waits now, with how far it is."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.runs.query import LIVE_RUNS
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.caches import facts_named
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.links import link
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import duration, epochs_text, plain, queue_words

TICK_SECONDS = 1.5
SHOWN = 3


def show_running() -> None:
    """The runs that train or wait, the oldest first; nothing, and no refresh, where there is none."""
    live = lab().live_runs(limit=SHOWN)
    if live:
        st.header("Running now", anchor=False)
        _show_live([run.id for run in live])


@st.fragment(run_every=TICK_SECONDS)
def _show_live(run_ids: Sequence[str]) -> None:
    """How far each run is; the page is drawn anew when one has ended or another has come."""
    live = lab().live_runs(limit=SHOWN)
    if [run.id for run in live] != list(run_ids):
        st.rerun()
    with st.container(key="cards-live", gap=None):
        for run in live:
            with st.container(border=True, key=f"card-live-{run.id}", gap=None):
                link("train", plain(run.name), run=run.id)
                st.html(_standing(run))
    if (more := lab().count_runs(LIVE_RUNS) - len(live)) > 0:
        link("runs", f"{more:,} more in the queue")
    waits = any(run.state is State.QUEUED for run in live) or more > 0
    if waits and (obstacle := lab().obstacle()):
        show_note(plain(str(obstacle)))


def _standing(run: Run) -> str:
    """The bar, the epoch and the time left, as HTML."""
    recipe, is_stalled = run.manifest.recipe, lab().is_stalled(run)
    if run.state is State.QUEUED:
        return (
            _bar(run, run.epochs_done / run.manifest.epochs)
            + f'<p class="foot">{queue_words(lab().runs_ahead(run))}</p>'
        )
    progress = trainer().follow(run.id)
    images = recipe.epoch_images(facts_named(run.manifest.dataset), run.manifest.drawing_count)
    is_told = progress.cursor[0] == run.attempt and not is_stalled
    left = progress.seconds_left(run.manifest.epochs, images) if is_told else None
    epochs = f"{epochs_text(progress.position, run.manifest.epochs)} epochs"
    time_left = "" if left is None else f" · {duration(left)} left"
    state = "Stalled" if is_stalled else run.status
    return (
        _bar(run, progress.position / run.manifest.epochs)
        + f'<p class="foot">{state} · {epochs}{time_left}</p>'
    )


def _bar(run: Run, share: float) -> str:
    done = min(100.0, share * 100)
    return (
        f'<div class="progress" role="progressbar" aria-label="Training of {escape(run.name, quote=True)}"'
        f' aria-valuemin="0" aria-valuemax="100" aria-valuenow="{done:.0f}">'
        f'<i style="width: {done:.1f}%"></i></div>'
    )
