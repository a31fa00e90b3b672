"""What to do next: draw a digit, for the shipped model or the best of one's own, and train a model."""

import streamlit as st

from core.data.datasets import DEFAULT_DATASET
from core.models.presets import DEFAULT_PRESET, find_preset
from core.price import price
from core.recognition.shipped import SHIPPED, shipped_model
from core.runs.draft import draft_of
from core.runs.query import RunQuery
from core.runs.run import Run
from core.text import counted
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.links import go
from dashboard.toolkit.run_start import start_run
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import expected_words, percent, plain

BEST = RunQuery(has_model=True, order="accuracy", limit=50)


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
    if st.button(label) and (run := start_run(draft_of(find_preset(DEFAULT_PRESET)))):
        go("train", run=run.id)


def _told(best: Run | None) -> list[str]:
    """Which model a drawing is for, and what a training is."""
    preset = find_preset(DEFAULT_PRESET)
    expected = price(lab(), draft_of(preset))
    epochs = counted(preset.recipe.epochs, "epoch")
    training = f"{preset.title} · {epochs} · {expected_words(expected)} here"
    name = "the shipped model" if best is None else plain(best.name)
    accuracy = shipped_model().scores["test"].accuracy if best is None else best.accuracy
    tested = "" if accuracy is None else f" · {percent(accuracy)} test accuracy"
    return [f"Draw: {name}{tested}", f"Train: {training}"]
