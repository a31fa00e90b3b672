"""A sweep: how far it is, its best trial, and all trials as lines and as a table."""

import streamlit as st

from core.models.presets import PRESETS
from core.runs.state import State
from core.sweep_reports import SweepReport, report
from core.sweeps.specification import SAMPLER_TITLES
from core.sweeps.sweep import Sweep
from core.sweeps.variables import VARIABLES
from core.sweeps.words import values_words
from core.text import counted
from dashboard.toolkit.components.figure import show_figure
from dashboard.toolkit.layout import colours, show_metrics, show_note
from dashboard.toolkit.parallel_coordinates import parallel_coordinates
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import duration, percent, plain, rough_duration
from dashboard.views.sweeps.acts import show_acts
from dashboard.views.sweeps.trial_table import show_trials

NOTHING = "–"


def show_nothing() -> None:
    """What a sweep is, where there is none yet."""
    st.markdown(
        "A sweep trains one preset many times with different settings. The form says what varies: a range"
        " such as `0.0003..0.01` or a list such as `32, 64`. Each trial is a run of its own, and this page"
        " shows which settings are best."
    )
    st.info("No sweep yet. **Start sweep** starts the first one; the learning rate is filled in already.")


def show_sweep(sweep_id: str) -> None:
    """All about a sweep."""
    found = report(lab(), sweep_id)
    st.header(plain(found.sweep.name), anchor=False)
    _show_settings(found.sweep)
    _show_figures(found)
    show_acts(found)
    _show_remarks(found)
    if any(trial.accuracy is not None for trial in found.trials):
        _show_lines(found)
    show_trials(found)


def _show_lines(found: SweepReport) -> None:
    """Each trial as a line."""
    figure = parallel_coordinates(found.sweep.spec, found.trials, colours())
    show_figure(figure, key="parallel-coordinates", alt=_alt(found))
    show_note(
        "A line is a trial: its settings, then its validation accuracy. Bold: the best. Dotted: no accuracy."
    )


def _show_settings(sweep: Sweep) -> None:
    spec = sweep.spec
    preset = PRESETS.get(spec.base.origin.preset)
    varied = "; ".join(
        f"{variable.label.lower()} {spec.space[name]}"
        for name, variable in VARIABLES.items()
        if name in spec.space
    )
    title = preset.title if preset else spec.base.origin.preset
    pruned = ", poor trials stopped early" if spec.prunes else ""
    st.markdown(plain(f"{title}, {varied}. {SAMPLER_TITLES[spec.sampler]}, seed {spec.seed}{pruned}."))
    if spec.note:
        show_note(str(spec.note))


def _show_figures(found: SweepReport) -> None:
    best = found.best
    accuracy = None if best is None else best.accuracy
    left = found.seconds_left
    with st.container(key="status"):
        show_metrics(
            ("State", found.status),
            ("Trials ended", f"{found.ended} of {found.sweep.spec.trials}"),
            ("Training", str(found.count(State.RUNNING))),
            ("Waiting", str(found.count(State.QUEUED))),
            *([("Paused", str(paused))] if (paused := found.count(State.PAUSED)) else []),
            ("Best validation accuracy", NOTHING if accuracy is None else percent(accuracy)),
            ("Time left", NOTHING if left is None else rough_duration(left).removeprefix("about ")),
        )
    st.progress(min(1.0, found.ended / found.sweep.spec.trials))


def _show_remarks(found: SweepReport) -> None:
    """Why it was given up, or does not get on; and what the best trial is."""
    if found.sweep.reason:
        st.error(plain(str(found.sweep.reason)))
    if (found.sweep.is_running or found.is_pausing) and (obstacle := lab().obstacle()):
        st.warning(plain(str(obstacle)))
    if (best := found.best) is not None:
        words = f"{values_words(best.values)}, in {duration(best.seconds)}"
        st.markdown(plain(f"Best: trial {best.number}, {words}."))


def _alt(found: SweepReport) -> str:
    """What the lines show, in a sentence."""
    told = f"Settings and validation accuracy of {counted(len(found.trials), 'trial')}, one line each."
    if (best := found.best) is None or best.accuracy is None:
        return f"{told} The table below has all figures."
    words = f"{values_words(best.values)}, validation accuracy {percent(best.accuracy)}"
    return f"{told} Best is trial {best.number}: {words}. The table below has all figures."
