"""A run, live or ended: its name and settings, where it stands, its curves and what it predicts."""

import streamlit as st

from core.data.datasets import DEFAULT_DATASET
from core.models.presets import PRESETS
from core.runs.expected_time import Training
from core.runs.manifest import Manifest
from core.runs.run import Run
from dashboard.toolkit.caches import epoch_images, facts_named
from dashboard.toolkit.chart_look import Look
from dashboard.toolkit.settings_line import settings_html
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.sweep_link import show_sweep_link
from dashboard.toolkit.tables import published_rows
from dashboard.toolkit.words import plain
from dashboard.views.train.acts import show_acts
from dashboard.views.train.advice import show_advice
from dashboard.views.train.curves import choose_look, show_curves
from dashboard.views.train.family import show_family
from dashboard.views.train.predictions import show_predictions
from dashboard.views.train.references import Behind, choose_references
from dashboard.views.train.remarks import show_notes, show_remarks
from dashboard.views.train.status import show_speed, show_status

TICK_SECONDS, QUICK_TICK_SECONDS = 1.0, 0.5
"""Each look takes 7 ms of the server's CPU: five people who look twice a second take 3.5 % of two cores."""

SETTINGS_SECONDS = 20.0

QUICK_RUN_SECONDS = 30
"""A run that takes less, by the multiplications of its model, is looked at more often."""


def show_run(run: Run) -> None:
    """All about a run; it stands in the same place before and after the run's end."""
    st.header(plain(run.name), anchor=False)
    st.fragment(_show_settings, run_every=SETTINGS_SECONDS if run.is_live else None)(run.id)
    show_sweep_link(run)
    progress, options = st.container(), st.container(horizontal=True)
    with options:  # outside the fragment, so that no tick sends them again
        look, behind = choose_look(), choose_references(run)
    with progress:
        tick = st.fragment(_show_progress, run_every=_tick_seconds(run.manifest) if run.is_live else None)
        tick(run.id, run.is_live, run.device, look, behind)
    show_family(run)
    show_predictions(run)
    _show_published(run)


def _tick_seconds(manifest: Manifest) -> float:
    classes = len(facts_named(manifest.dataset).classes)
    work = Training(manifest.model, manifest.recipe, epoch_images(manifest), classes).epoch_work
    return QUICK_TICK_SECONDS if work * manifest.epochs < QUICK_RUN_SECONDS else TICK_SECONDS


def _show_settings(run_id: str) -> None:
    """The settings; drawn again now and then, for they tell how long ago the run was created."""
    if run := lab().find_run(run_id):
        st.html(settings_html(run))


def _show_progress(run_id: str, was_live: bool, device: str | None, look: Look, behind: Behind) -> None:
    """What changes while a run waits or trains.

    The whole page is drawn anew when the run has ended or is gone, and when it tells its device.
    """
    run = lab().find_run(run_id)
    if run is None or (run.is_live, run.device) != (was_live, device):
        st.rerun()
    progress = trainer().follow(run_id)
    show_status(run, progress)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        show_acts(run)
        show_speed(run, progress)
    curves = progress.curves()
    show_remarks(run)
    is_faulty = show_advice(run, curves)
    show_curves(run, progress, look, behind)
    show_notes(run, progress, is_faulty=is_faulty)


def _show_published(run: Run) -> None:
    """A tutorial's own figures beside this run's."""
    preset = PRESETS.get(run.manifest.preset)
    if (
        not run.is_live
        and preset is not None
        and preset.published
        and run.manifest.dataset == DEFAULT_DATASET
    ):
        st.subheader("Compared with the tutorial", anchor=False)
        st.dataframe(published_rows(preset, trainer().follow(run.id)), hide_index=True)
