"""Start: what this is, and one button."""

from dashboard.toolkit.components.live_curves import prepare_live_curves
from dashboard.toolkit.layout import show_heading
from dashboard.views.start.overview import show_first_training, show_last_runs, show_links, show_mosaic

show_heading(
    "Digit Lab",
    "Explore 70,000 handwritten digits, train a model on them and watch it learn. "
    "Then see what it mixes up, and let it read your own hand.",
)
show_mosaic()
show_first_training()
show_links()
show_last_runs()
prepare_live_curves()
