"""The learning curves of a run, live or ended, and how they are drawn."""

from functools import partial

import streamlit as st

from core.runs.kept_epochs import best_epoch
from core.runs.progress import Progress
from core.runs.rate_curve import rates_of
from core.runs.run import Run
from dashboard.toolkit.axis_fields import choose_loss_axis, choose_x_axis
from dashboard.toolkit.caches import epoch_images
from dashboard.toolkit.chart_look import Drawing, Look
from dashboard.toolkit.components.live_curves import Mark, live_curves
from dashboard.toolkit.layout import colours
from dashboard.toolkit.state import session
from dashboard.views.train.references import Behind


def show_curves(run: Run, progress: Progress, look: Look, behind: Behind) -> None:
    """Loss and accuracy side by side, and the learning rate where one wants it."""
    images = epoch_images(run.manifest)
    drawing = Drawing(
        total_epochs=run.manifest.epochs,
        palette=colours(),
        images=images,
        look=look,
        references=behind.references,
        published=behind.published,
        rates=partial(rates_of, run.manifest, images) if look.has_rate else None,
        changes=len(run.manifest.changes),
    )
    live_curves(
        session().feed,
        run=run.id,
        attempt=progress.cursor[0],
        curves=progress.curves(),
        drawing=drawing,
        key="curves",
        marks=marks_of(run, progress),
        best=_best_of_several(run, progress),
    )


def _best_of_several(run: Run, progress: Progress) -> int | None:
    """The best epoch so far, once there is another one to be better than."""
    return best_epoch(run.manifest, progress.epochs) if len(progress.epochs) > 1 else None


def marks_of(run: Run, progress: Progress) -> list[Mark]:
    """Where the run was resumed or changed, in the order of the epochs."""
    forked = run.manifest.forked_after
    words = {epoch: "forked" if epoch == forked else "resumed" for epoch in progress.resumed_after}
    resumed = [(epoch, f"{word} after epoch {epoch}") for epoch, word in words.items()]
    taken = [each for each in run.manifest.changes if each.after]
    changed = [(each.after, f"{each.words} after epoch {each.after}") for each in taken]
    return sorted([*resumed, *changed])


def choose_look() -> Look:
    """The axes, the smoothing and the learning rate, in a pop-over."""
    with st.popover("Chart"):
        return Look(
            x_axis=choose_x_axis(),
            loss_axis=choose_loss_axis(),
            smoothing=st.slider(
                "Smoothing",
                0.0,
                0.99,
                0.0,
                key="smoothing",
                bind="query-params",
                persist_state="session",
                help="Weight of earlier points in the per-batch line (exponential moving average).",
            ),
            has_rate=st.toggle(
                "Learning rate",
                key="rate",
                bind="query-params",
                persist_state="session",
                help="Draws the learning rate below loss and accuracy.",
            ),
        )
