"""How accurate a run is on the drawn set, beside the shipped model; it is no split of the run's data set."""

from collections.abc import Callable

import streamlit as st

from core.data.dataset import Dataset
from core.drawn_runs import reads_digits
from core.drawn_set import DRAWN
from core.evaluation.drawn_score import DrawnScore
from core.recognition.shipped import shipped_model
from core.recognition.shipped_file import DamagedModelError
from core.runs.run import Run
from core.runs.whole_files import DamagedFileError
from dashboard.toolkit.caches import drawn_score_of
from dashboard.toolkit.links import link
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import plain

HELP = (
    "Drawings that people here have labelled on Draw. No other score counts them. Those that this run has"
    " learned do not count; if it has learned any, it may know the hands of the others too. People correct"
    " an error more readily than they confirm what is right, so the accuracy may look lower than it is; for"
    " digits that were written on request that is not so."
)


def show_drawn_score(run: Run) -> None:
    """A line with the score; nothing while there are no drawings, or for a run that reads no digits."""
    dataset = lab().datasets.find(DRAWN)
    if not dataset.image_count or not reads_digits(lab(), run):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="drawn-score"):
        st.markdown(f"**Drawn set:** {_or_reason(lambda: _words(run, dataset))}", width="content", help=HELP)
        shipped = _or_reason(lambda: _shipped_words(run, dataset))
        st.markdown(f":gray[Shipped model: {shipped}]", width="content")
        link("explore", "Its errors in Explore", dataset=DRAWN, run=run.id, correct="no", sort="-confidence")


def _or_reason(tell: Callable[[], str]) -> str:
    """What is told, or why there is no score; the rest of the page needs no model's file."""
    try:
        return plain(tell())
    except (DamagedFileError, DamagedModelError) as error:
        return plain(f"no score. {error}")


def _words(run: Run, dataset: Dataset) -> str:
    """Such as "93.4% (95% CI 91.0–95.2), n = 412; test accuracy 99.2%, gap 5.8 points"."""
    score = drawn_score_of(run, dataset, run)
    if score is None:
        return f"no score, for this run learned all {dataset.image_count:,} drawings. Label others on Draw."
    told = f"{_accuracy(score)}, n = {score.n:,}"
    if score.gap is not None:
        told += f"; test accuracy {score.accuracy + score.gap:.1%}, gap {score.gap * 100:.1f} points"
    return f"{told}; without the {score.learned:,} that it learned" if score.learned else told


def _shipped_words(run: Run, dataset: Dataset) -> str:
    """What the shipped model reaches on the same drawings."""
    score = drawn_score_of(shipped_model(), dataset, run)
    return "no score" if score is None else _accuracy(score)


def _accuracy(score: DrawnScore) -> str:
    low, high = score.interval.low * 100, score.interval.high * 100
    return f"{score.accuracy:.1%} (95% CI {low:.1f}–{high:.1f})"
