"""What to know about a run at this moment: why it waits, why it ended."""

from typing import assert_never

import numpy as np
import streamlit as st

from core.models.shape import relu_layers
from core.runs.commands import Cancel, Change, GivenCommand, Pause, Resume, Stop
from core.runs.curves import Curves
from core.runs.dead_units import advise_on_dead_units
from core.runs.kept_epochs import model_words
from core.runs.progress import Progress
from core.runs.run import Run
from core.runs.state import State
from core.service import engine_notice
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import age, person_word, plain, queue_words
from dashboard.views.train.curves import marks_of

STALLED = (
    "No sign of life for 15 seconds. The training may go on by itself; **Stop** ends it and keeps the last"
    " complete epoch."
)
VALIDATION_BEATS_TRAINING = {
    False: "Validation can beat training: training accuracy is the mean over an epoch, while the weights"
    " still improve; validation is measured at its end.",
    True: "Validation can beat training: training accuracy is the mean over an epoch, with dropout on and"
    " while the weights still improve; validation is measured at its end.",
}
"""By whether the model has dropout."""


def show_remarks(run: Run) -> None:
    """Each remark in a sentence; nothing where there is nothing to know."""
    if run.is_live:
        _show_obstacle(run)
    elif run.reason:
        show = st.error if run.state is State.FAILED else st.info
        show(plain(str(run.reason)))


def _show_obstacle(run: Run) -> None:
    """Why a live run does not get on."""
    if obstacle := lab().obstacle():
        st.warning(plain(str(obstacle)))
    elif lab().is_stalled(run):
        st.warning(STALLED)
    elif run.state is State.QUEUED:
        st.markdown(f":gray[{queue_words(lab().runs_ahead(run))}.]")
        if notice := engine_notice(lab()):
            show_note(plain(str(notice)))


def show_notes(run: Run, progress: Progress, *, is_faulty: bool) -> None:
    """How to read the curves where they surprise without a fault, and what people have asked of the run."""
    curves = progress.curves()
    if run.model_epochs and run.epochs_done > 1:
        used = model_words(run.manifest, progress.epochs, run.model_epochs, run.epochs_done)
        show_note(f"Model used: {used}.")
    if marks := marks_of(run, progress):
        show_note(f"Dotted line: {'; '.join(words for _, words in marks)}.")
    if not _has_dead_advice(run, curves, is_faulty) and (dead := _dead_words(run, curves)):
        show_note(dead)
    if curves.partial.any():
        show_note("Hollow point: incomplete epoch.")
    if not is_faulty and np.any(curves.val_accuracy > curves.accuracy):
        has_dropout = any(layer.kind == "dropout" for layer in run.manifest.model.layers)
        show_note(VALIDATION_BEATS_TRAINING[has_dropout])
    if given := lab().commands_to(run):
        told = ", ".join(map(_told, given))
        show_note(plain(f"{told[0].upper()}{told[1:]}."))


def _dead_words(run: Run, curves: Curves) -> str:
    """Such as "Dead, 0 for every validation image: 2 of 128 units of layer 2 (dense). Some are normal."."""
    layers = zip(curves.dead_units, relu_layers(run.manifest.model), strict=False)
    told = [
        f"{dead} of {layer.count} {layer.word} of layer {layer.position} ({layer.kind})"
        for dead, layer in layers
        if dead
    ]
    return f"Dead, 0 for every validation image: {', '.join(told)}. Some are normal." if told else ""


def _has_dead_advice(run: Run, curves: Curves, is_faulty: bool) -> bool:
    """Whether the advice above the curves tells of dead units already."""
    is_advised = not is_faulty and run.state is not State.FAILED
    return is_advised and advise_on_dead_units(curves.dead_units, run.manifest) is not None


def _told(command: GivenCommand) -> str:
    """Such as "pause asked by Ada 5 min ago"."""
    return f"{_act(command)} by {person_word(command.person)} {age(command.at)}"


def _act(given: GivenCommand) -> str:
    match given.command:
        case Pause():
            return "pause asked"
        case Stop():
            return "stop asked"
        case Resume():
            return "resumed"
        case Change() as change:
            when = " from the next epoch on" if given.is_open else ""
            return f"{change.words}{when} asked"
        case Cancel():
            return "cancelled"
        case _:
            assert_never(given.command)
