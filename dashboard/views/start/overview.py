"""The mosaic of digits, the first training, the ways from here, and the last runs."""

import streamlit as st

from core.models.presets import DEFAULT_PRESET
from core.runs.draft import draft_of
from core.runs.query import RunQuery
from core.trainer import find_preset
from dashboard.toolkit.caches import digit_mosaic
from dashboard.toolkit.layout import colours
from dashboard.toolkit.links import go, link
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import age, percent, plain

LAST_RUNS = RunQuery(limit=5)


def show_mosaic() -> None:
    """A mosaic of real digits in the page's own colours."""
    look = colours()
    st.image(
        digit_mosaic(look.kind), width="stretch", output_format="PNG", alt="A wall of handwritten digits"
    )


def show_first_training() -> None:
    """The button that starts the quick net and goes where its curves are."""
    if st.button("Train your first model", type="primary"):
        run = trainer().start(draft_of(find_preset(DEFAULT_PRESET)))
        go("train", run=run.id)


def show_links() -> None:
    """Where to go from here."""
    explore, evaluate, draw = st.columns(3)
    with explore:
        link("explore", "Explore the 70,000 images")
    with evaluate:
        link("evaluate", "See what a model mixes up")
    with draw:
        link("draw", "Draw a digit")


def show_last_runs() -> None:
    """The newest runs, each a link to its curves; nothing before there is one."""
    runs = lab().runs(LAST_RUNS)
    if runs:
        st.subheader("Last runs", anchor=False)
    for run in runs:
        name, facts = st.columns([2, 3], vertical_alignment="center")
        with name:
            link("train", plain(run.name), run=run.id)
        measured = "" if run.accuracy is None else f" · {percent(run.accuracy)} of test"
        facts.markdown(f":gray[{run.status}{measured} · {age(run.created)}]")
