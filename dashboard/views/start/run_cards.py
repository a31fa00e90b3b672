"""The best run and the newest ones, each as a card that leads to it."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from core.runs.curves import Curves
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import LIVE, State
from dashboard.toolkit.caches import dataset_of, tested_images
from dashboard.toolkit.layout import colours, show_note
from dashboard.toolkit.links import link
from dashboard.toolkit.run_diagnosis import diagnosis_of
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import age, epochs_text, percent, person_word, plain
from dashboard.views.start.accuracy_curve import accuracy_curve

ENDED = RunQuery(states=tuple(state for state in State if state not in LIVE), limit=6)


def show_ended(best: Run | None) -> None:
    """The best run beside the newest that have ended."""
    recent = lab().runs(ENDED)
    if not recent:
        st.header("Recent runs", anchor=False)
        show_note(
            "None yet. Each run will be here with its test accuracy and how it learned, epoch by epoch."
        )
        return
    told = _told({run.id: run for run in [*recent, *([best] if best else [])]})
    if best is None:
        _show_recent(recent, told)
        return
    left, right = st.columns([1, 3], gap="medium")
    with left:
        st.header("Best run", anchor=False)
        _show_card("best", best, told[best.id], _correct_words(best))
    with right:
        _show_recent(recent, told)


Told = tuple[Curves, float]
"""What a training told: the points of its epochs, and how many epochs it trained, with their fraction."""


def _told(runs: Mapping[str, Run]) -> dict[str, Told]:
    curves, positions = lab().curves(runs), lab().positions(runs.values())
    return {run_id: (curves[run_id], positions[run_id]) for run_id in runs}


def _show_recent(runs: Sequence[Run], told: Mapping[str, Told]) -> None:
    st.header("Recent runs", anchor=False)
    with st.container(key="cards-recent", gap=None):
        for run in runs:
            _show_card("recent", run, told[run.id])
    show_note(
        "Curves: accuracy by epoch, 0 to 100%, on the validation split if there is one; dotted: guessing."
    )


def _show_card(kind: str, run: Run, told: Told, more: str = "") -> None:
    with st.container(border=True, key=f"card-{kind}-{run.id}", gap=None):
        link("train", plain(run.name), run=run.id)
        st.html(_facts(run, *told, more))


def _facts(run: Run, curves: Curves, position: float, more: str) -> str:
    """The test accuracy, the curve, what is wrong, and where the run stands, as HTML."""
    chance = 1 / dataset_of(run).class_count
    score = "No test accuracy"
    if run.accuracy is not None:
        score = f"<b>{percent(run.accuracy)}</b> test accuracy, n = {tested_images(run):,}"
    wrong = diagnosis_of(run, curves)
    warning = f'<p class="wrong">{escape(str(wrong))}</p>' if wrong else ""
    state = f'<span class="wrong">{run.status}</span>' if run.state is State.FAILED else run.status
    epochs = epochs_text(position, run.manifest.epochs)
    curve = accuracy_curve(curves, run.manifest, colours(), chance)
    return (
        f'<p class="score">{score}</p>{more}{curve}{warning}'
        f'<p class="foot">{state} · {epochs} epochs<br>'
        f"{age(run.created)} · {escape(person_word(run.owner))}</p>"
    )


def _correct_words(run: Run) -> str:
    """Such as "9,923 of 10,000 test images correct", as HTML."""
    if run.accuracy is None:
        return ""
    count = tested_images(run)
    return f"<p>{round(run.accuracy * count):,} of {count:,} test images correct</p>"
