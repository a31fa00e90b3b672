"""Forking a run: another one that goes on from one of its epochs, with other settings."""

from collections.abc import Mapping

import streamlit as st

from core.fork_acts import ForkActs
from core.models.settings import SETTINGS, RecipeError, Setting
from core.runs.forking import fork_draft
from core.runs.run import Run
from dashboard.toolkit.field_error import field_error
from dashboard.toolkit.run_chooser import hold
from dashboard.toolkit.run_start import begin_run
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import plain
from dashboard.views.train.recipe_form import read_numbers

SETTABLE = ("epochs", "batch_size", "learning_rate", "seed")


def show_fork(run: Run) -> None:
    """A pop-over with the epochs to go on from and a field for each setting; nothing without a kept epoch."""
    kept = lab().kept_epochs(run)
    if not kept:
        return
    with st.popover("Fork"):
        st.caption("Starts a new run with the weights and the optimizer state of one of this run's epochs.")
        epoch = st.selectbox("After epoch", sorted(kept, reverse=True), key=f"fork-epoch-{run.id}")
        typed = {}
        for place, name in zip([*st.columns(2), *st.columns(2)], SETTABLE, strict=True):
            with place:
                typed[name] = _show_field(run, epoch, SETTINGS[name])
        settings, wrong = _read(run, epoch, typed)
        for sentence in wrong:
            st.html(field_error(sentence))
        pressed = st.button("Start fork", type="primary", key="fork")
        last = settings.get("epochs", run.manifest.epochs)
        if not wrong:
            st.caption(plain(_plan(epoch, int(last))))
    if (
        pressed
        and not wrong
        and (made := begin_run(lambda: ForkActs(trainer()).fork(run.id, epoch, **settings)))
    ):
        hold(made.id)
        st.rerun()


def _plan(epoch: int, last: int) -> str:
    if last == epoch:
        return "Trains no further epoch; raise Epochs to train more."
    return f"Trains epoch {last}." if last == epoch + 1 else f"Trains epochs {epoch + 1} to {last}."


def _show_field(run: Run, epoch: int, setting: Setting) -> str:
    typed = st.text_input(
        f"{setting.label} of the fork",
        value=_value(run, epoch, setting),
        type="phone" if setting.is_whole else "default",
        icon="",
        placeholder="",
        autocomplete="off",
        key=f"fork-{setting.name}-{run.id}-{epoch}",
        help=setting.help,
    )
    return str(typed)


def _value(run: Run, epoch: int, setting: Setting) -> str:
    """What stands in the field at first: as the run has it, with all epochs that it was to have."""
    recipe = run.manifest.last_recipe if setting.name == "epochs" else run.manifest.recipe_after(epoch)
    return f"{setting.value(recipe):.15g}"


def _read(run: Run, epoch: int, typed: Mapping[str, str]) -> tuple[dict[str, int | float], list[str]]:
    """The settings that were changed, and a sentence about each that is wrong."""
    numbers, wrong = read_numbers(typed)
    if wrong:
        return {}, [str(sentence) for sentence in wrong.values()]
    said = {
        name: number
        for name, number in numbers.items()
        if f"{number:.15g}" != _value(run, epoch, SETTINGS[name])
    }
    try:
        fork_draft(run, epoch, said)
    except RecipeError as error:
        return {}, [str(sentence) for sentence in error.texts.values()]
    return said, []
