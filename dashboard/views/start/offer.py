"""What to do next: draw a digit, for the shipped model or the best of one's own, and train a model."""

from statistics import median

import streamlit as st

from core.data.datasets import DEFAULT_DATASET
from core.models.presets import DEFAULT_PRESET, Preset, find_preset
from core.recognition.shipped import SHIPPED, shipped_model
from core.runs.draft import draft_of
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.links import go
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import percent, plain

BEST = RunQuery(has_model=True, order="accuracy", limit=50)
RECENT = RunQuery(states=(State.FINISHED,), preset=DEFAULT_PRESET, limit=10)


def best_run() -> Run | None:
    """The run of MNIST with the highest test accuracy among those with a model; None before the first."""
    return next((run for run in lab().runs(BEST) if run.manifest.dataset == DEFAULT_DATASET), None)


def show_offer(best: Run | None) -> None:
    """The next step as the primary button, and what each button does before it is pressed."""
    with st.container(gap="xsmall", key="offer"):
        with st.container(horizontal=True, gap="small"):
            _offer_drawing(best)
            _offer_training("Train your first model" if best is None else "Train another model")
        show_note(*_told(best))


def _offer_drawing(best: Run | None) -> None:
    if st.button("Draw a digit", type="primary"):
        go("draw", **({"model": SHIPPED} if best is None else {"run": best.id}))


def _offer_training(label: str) -> None:
    if st.button(label):
        go("train", run=trainer().start(draft_of(find_preset(DEFAULT_PRESET))).id)


def _told(best: Run | None) -> list[str]:
    """Which model a drawing is for, and what a training is."""
    preset = find_preset(DEFAULT_PRESET)
    training = f"{preset.title} · {preset.recipe.epochs} epochs · {_expected_time(preset)}"
    name = "the shipped model" if best is None else plain(best.name)
    accuracy = shipped_model().scores["test"].accuracy if best is None else best.accuracy
    tested = "" if accuracy is None else f" · {percent(accuracy)} test accuracy"
    return [f"Draw: {name}{tested}", f"Train: {training}"]


def _expected_time(preset: Preset) -> str:
    """How long a training of the preset takes, by the last ones in this lab."""
    seconds = [
        run.seconds for run in lab().runs(RECENT) if run.manifest.recipe == preset.recipe and run.seconds
    ]
    return f"about {_roughly(median(seconds))} on this machine" if seconds else "a minute or two on two cores"


def _roughly(seconds: float) -> str:
    """A duration to the next five seconds, or from two minutes on to the next minute."""
    return f"{max(5, round(seconds / 5) * 5)} s" if seconds < 120 else f"{round(seconds / 60)} min"
