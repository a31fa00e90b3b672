"""From a trial back to its sweep."""

from core.runs.run import Run
from core.sweep_reports import sweep_of_run
from dashboard.toolkit.links import link
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import plain


def show_sweep_link(run: Run) -> None:
    """Which trial of which sweep a run is; nothing where it is none."""
    if found := sweep_of_run(lab(), run.id):
        sweep, number = found
        link("sweeps", plain(f"Trial {number} of {sweep.name}"), sweep=sweep.id)
