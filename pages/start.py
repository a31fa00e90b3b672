"""Start: what this is, and one button."""

import streamlit as st

from core.models.presets import DEFAULT_PRESET
from core.runs.run import Run
from dashboard.navigation import page
from dashboard.toolkit.caches import digit_wall
from dashboard.toolkit.components.live_curves import prepare_live_curves
from dashboard.toolkit.state import trainer
from dashboard.toolkit.widgets import colours, show_heading
from dashboard.toolkit.words import age, percent, plain

LAST_RUNS = 5


def show_wall() -> None:
    """A wall of real digits in the page's own colours."""
    look = colours()
    st.image(digit_wall(look.kind), width="stretch", output_format="PNG", alt="A wall of handwritten digits")


def train_first() -> None:
    """Starts the quick net and goes where its curves are."""
    lab = trainer()
    run = lab.start(lab.preset(DEFAULT_PRESET))
    st.switch_page(page("train"), query_params={"run": run.id})


def show_last_runs(runs: list[Run]) -> None:
    """The newest runs, each a link to its curves."""
    st.subheader("Last runs", anchor=False)
    for run in runs[:LAST_RUNS]:
        name, facts = st.columns([2, 3], vertical_alignment="center")
        name.page_link(page("train"), label=plain(run.name), query_params={"run": run.id})
        measured = "" if run.accuracy is None else f" · {percent(run.accuracy)} of test"
        facts.markdown(f":gray[{run.status}{measured} · {age(run.created)}]")


def show_links() -> None:
    """Where to go from here."""
    explore, evaluate, draw = st.columns(3)
    explore.page_link(page("explore"), label="Explore the 70,000 images")
    evaluate.page_link(page("evaluate"), label="See what a model mixes up")
    draw.page_link(page("draw"), label="Draw a digit")


runs = trainer().runs()
show_heading(
    "Digit Lab",
    "Explore 70,000 handwritten digits, train a model on them and watch it learn. "
    "Then see what it mixes up, and let it read your own hand.",
)
show_wall()
if st.button("Train your first model", type="primary"):
    train_first()
show_links()
if runs:
    show_last_runs(runs)
prepare_live_curves()
