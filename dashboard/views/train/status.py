"""Where a run stands, in figures."""

import numpy as np
import streamlit as st

from core.runs.curves import Floats
from core.runs.progress import Progress
from core.runs.run import Run
from core.runs.state import State
from dashboard.toolkit.caches import epoch_images
from dashboard.toolkit.layout import show_metrics
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import duration, epochs_text, percent

NOTHING = "–"


def show_status(run: Run, progress: Progress) -> None:
    """State, epoch, time, loss and accuracies in one row, and a bar; the same before and after the end."""
    curves, epochs = progress.curves(), run.manifest.epochs
    position = min(max(progress.position, run.epochs_done), epochs)
    with st.container(key="status"):
        show_metrics(
            ("State", _state(run)),
            ("Epoch", epochs_text(position, epochs)),
            _time(run, progress),
            ("Training loss", _loss(_latest(curves.loss, curves.batch_loss, run.is_live))),
            ("Training accuracy", _share(_latest(curves.accuracy, curves.batch_accuracy, run.is_live))),
            ("Validation accuracy", _share(_last(curves.val_accuracy))),
            ("Test accuracy", _share(run.accuracy)),
        )
    st.progress(position / epochs)


def _state(run: Run) -> str:
    if lab().is_stalled(run):
        return "Stalled"
    if lab().is_stopping(run):
        return "Stopping"
    return "Pausing" if lab().is_pausing(run) else run.status


def _time(run: Run, progress: Progress) -> tuple[str, str]:
    """How long it still takes, then how long it took; what a stalled run will need, nobody knows."""
    if not run.is_live:
        return "Duration", duration(run.seconds)
    left = progress.seconds_left(run.manifest.epochs, epoch_images(run.manifest))
    return "Time left", duration(left if _is_told(run, progress) else None)


def _is_told(run: Run, progress: Progress) -> bool:
    """Whether the figures are of a training that goes on, and not of an earlier attempt."""
    is_now = run.state is State.RUNNING and progress.cursor[0] == run.attempt
    return is_now and not lab().is_stalled(run)


def show_speed(run: Run, progress: Progress) -> None:
    """Images per second: of the last second while it trains, on average when it has ended."""
    if run.is_live:
        speed = progress.images_per_second if _is_told(run, progress) else None
    else:
        trained = progress.position - run.manifest.forked_after  # the others are another run's
        images = trained * epoch_images(run.manifest)
        speed = images / run.seconds if run.seconds else None
    if speed:
        st.markdown(f":gray[{speed:,.0f} images/s]", width="content")


def _latest(epochs: Floats, batches: Floats, is_live: bool) -> float | None:
    """The figure of the last batches while a run trains, that of its last epoch when it has ended."""
    first, second = (batches, epochs) if is_live else (epochs, batches)
    return _last(first) if len(first) else _last(second)


def _last(figures: Floats) -> float | None:
    """The last figure that is a finite number, if any is."""
    finite = figures[np.isfinite(figures)]
    return float(finite[-1]) if len(finite) else None


def _loss(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.4g}"


def _share(value: float | None) -> str:
    return NOTHING if value is None else percent(value)
