"""Changing a run on its way: its learning rate and its number of epochs."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.models.settings import SETTINGS, RecipeError
from core.names import WishError
from core.runs.change import NewSettings
from core.runs.changing import checked_change, rate_note
from core.runs.run import CannotResumeError, Run
from core.runs.state import State
from core.text import ExplainedError
from core.training_acts import TrainingActs
from dashboard.toolkit.field_error import field_error
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, trainer
from dashboard.toolkit.words import plain
from dashboard.views.train.recipe_form import read_numbers

LABELS = {"learning_rate": "New learning rate", "epochs": "Epochs in all"}
"""What stands beside the field of each setting that can be changed."""


def show_change(run: Run) -> None:
    """A pop-over with a field for each setting that can be changed; nothing where a run cannot go on."""
    if not run.is_live and not run.has_checkpoint:
        return
    with st.popover("Lower the learning rate" if run.has_diverged else "Change"):
        places = {name: st.container() for name in LABELS}
        typed = {name: _show_field(place, run, name) for name, place in places.items()}
        for name, sentence in _read(run, typed)[1].items():
            places.get(name, st).html(field_error(sentence))
        waits = any(each.is_open_change for each in lab().commands_to(run))
        st.button(
            "Changing …" if waits else _label(run),
            type="primary",
            disabled=waits,
            key="change",
            on_click=_press,
            args=(run,),
        )
        for note in (_when(run), rate_note(run.manifest.last_recipe)):
            if note:
                st.caption(plain(str(note)))


def _show_field(place: DeltaGenerator, run: Run, name: str) -> str:
    setting, recipe = SETTINGS[name], run.manifest.last_recipe
    value = setting.value(recipe)
    typed = place.text_input(
        LABELS[name],
        value=f"{value / 10 if run.has_diverged and not setting.is_whole else value:.15g}",
        type="phone" if setting.is_whole else "default",
        icon="",
        placeholder="",
        autocomplete="off",
        key=_slot(run, name).key,
        help=setting.help,
    )
    return str(typed)


def _slot(run: Run, name: str) -> WidgetSlot[str]:
    """A field's; another one after each change, or what it shows would be what was typed before."""
    return WidgetSlot(f"change-{name}-{run.id}-{len(run.manifest.changes)}", str)


def _press(run: Run) -> None:
    """Asks for what stands in the fields, which the browser sends with the click; they say what is wrong."""
    new, wrong = _read(run, {name: _slot(run, name).get() or "" for name in LABELS})
    if new is not None:
        _change(run, new)
    elif not wrong:
        st.toast("Nothing would change; enter another learning rate or number of epochs.")


def _read(run: Run, typed: Mapping[str, str]) -> tuple[NewSettings | None, dict[str, str]]:
    """The change that was typed, None while there is none; and by setting a sentence about what is wrong.

    What is wrong with no single setting stands under an empty name.
    """
    numbers, wrong = read_numbers(typed)
    if wrong:
        return None, {name: str(sentence) for name, sentence in wrong.items()}
    recipe = run.manifest.last_recipe
    new = {name: number for name, number in numbers.items() if number != SETTINGS[name].value(recipe)}
    if not new:
        return None, {}
    epochs = new.get("epochs")
    try:
        return checked_change(run, new.get("learning_rate"), None if epochs is None else int(epochs)), {}
    except RecipeError as error:
        return None, {name: str(sentence) for name, sentence in error.texts.items()}
    except (WishError, CannotResumeError) as error:
        return None, {"": str(error)}


def _change(run: Run, new: NewSettings) -> None:
    """Asks for the change, and says what comes of it; where somebody was quicker, says so."""
    try:
        TrainingActs(trainer()).change(
            run.id, learning_rate=new.learning_rate, epochs=new.epochs, seen=len(run.manifest.changes)
        )
        st.toast(_when(run))
    except (RecipeError, ExplainedError) as error:
        st.toast(plain(str(error)))


def _label(run: Run) -> str:
    return "Change" if run.is_live or run.state is State.PAUSED else "Change and resume"


def _when(run: Run) -> str:
    """From when on it counts."""
    match run.state:
        case State.RUNNING:
            return "Takes effect when the next epoch begins."
        case State.QUEUED:
            return "Takes effect when the training starts."
        case State.PAUSED:
            return "Takes effect when the run is resumed."
        case _:
            after = f" after epoch {run.epochs_done}" if run.epochs_done else " from its start"
            return f"The run goes on{after}."
