"""The four things that one does here, in their order, with a tick at what was done."""

from dataclasses import dataclass

import streamlit as st

from core.runs.run import Run
from dashboard.navigation import PageId
from dashboard.toolkit.links import link
from dashboard.toolkit.state import session


@dataclass(frozen=True)
class Step:
    """One of the four.

    Attributes:
        page: Where it is done.
        title: A verb.
        line: What happens there.
        is_done: Whether it was done in this tab, or for a training, by anybody in this lab.
    """

    page: PageId
    title: str
    line: str
    is_done: bool


def show_steps(best: Run | None) -> None:
    """The steps below each other, each a link to its page; those that need a model lead to the best one's."""
    with st.container(key="steps", gap=None):
        for number, step in enumerate(_steps(best), start=1):
            with st.container(key=f"step-{step.page}", gap=None):
                needs_model = step.page in ("evaluate", "draw")
                link(step.page, step.title, **({"run": best.id} if best and needs_model else {}))
                st.html(f"{_marker(number, step.is_done)}<p>{step.line}</p>")


def _steps(best: Run | None) -> list[Step]:
    seen, sketch = session().seen, session().sketch
    return [
        Step("explore", "Look", "Explore 70,000 images by label and split.", "images" in seen),
        Step("train", "Train", "Watch a model learn, epoch by epoch.", best is not None),
        Step("evaluate", "Test", "Evaluate it on 10,000 images it never trained on.", "scores" in seen),
        Step("draw", "Draw", "Try it on your own handwriting.", sketch.was_used),
    ]


def _marker(number: int, is_done: bool) -> str:
    if is_done:
        return '<span class="marker" role="img" aria-label="Done">✓</span>'
    return f'<span class="marker" aria-hidden="true">{number}</span>'
