"""Start: what one can do here, what to do next, and what the lab has done so far."""

import streamlit as st

from dashboard.toolkit.components.live_curves import prepare_live_curves
from dashboard.toolkit.layout import show_heading
from dashboard.views.start.offer import best_run, show_offer
from dashboard.views.start.run_cards import show_ended
from dashboard.views.start.running import show_running
from dashboard.views.start.steps import show_steps
from dashboard.views.start.style import apply_style
from dashboard.views.start.wall import show_wall

apply_style()
best = best_run()
with st.container(key="hero"):
    todo, wall = st.columns([9, 11], gap="medium")
with todo:
    show_heading(
        "Digit Lab",
        "Explore 70,000 handwritten digits, train a model on them, test it,"
        " and try it on your own handwriting.",
    )
    show_offer(best)
    show_steps(best)
with wall:
    show_wall(fills=best is None)
show_running()
show_ended(best)
prepare_live_curves()
