"""The form of a new training: preset, settings, layers, and the button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from core.models.presets import PRESETS, Preset
from core.models.recipe import Recipe
from core.models.shape import count_parameters
from core.runs.manifest import RecipeError, changed_recipe
from dashboard.toolkit.state import trainer
from dashboard.toolkit.tables import layer_rows
from dashboard.toolkit.typed_numbers import NumberError, number, whole_number
from dashboard.toolkit.widgets import hold
from dashboard.toolkit.words import plain


@dataclass(frozen=True)
class Setting:
    """A field of the form.

    Attributes:
        label: What stands above it.
        read: Makes its number of what was typed; raises `NumberError` if it is none.
        help: What the number does.
    """

    label: str
    read: Callable[[str], float]
    help: str


SETTINGS: Final[dict[str, Setting]] = {
    "epochs": Setting("Epochs", whole_number, "How often every training image is seen."),
    "batch_size": Setting("Batch size", whole_number, "Images between two changes of the weights."),
    "learning_rate": Setting("Learning rate", number, "Size of each change of the weights."),
    "seed": Setting(
        "Seed", whole_number, "Start of all random numbers: the same seed gives the same weights."
    ),
}
"""Two in a row, each by its name in `changed_recipe`."""


def choose_preset() -> Preset:
    """The preset, with what it is and its layers."""
    chosen = st.selectbox(
        "Preset",
        list(PRESETS),
        format_func=lambda name: PRESETS[name].title,
        key="preset",
        persist_state="session",
    )
    preset = PRESETS[chosen]
    st.markdown(f"{preset.summary} {preset.recipe.validation_words}")
    return preset


def choose_recipe(preset: Preset) -> Recipe:
    """The preset's recipe with the visitor's changes.

    Raises:
        RecipeError: If a setting is no number or out of its range; the message is about all that are.
    """
    numbers, wrong = _read(_show_fields(preset))
    try:
        recipe = changed_recipe(preset, **numbers)
    except RecipeError as error:
        raise RecipeError(" ".join([*wrong, str(error)])) from None
    if wrong:
        raise RecipeError(" ".join(wrong))
    return recipe


def _show_fields(preset: Preset) -> dict[str, str]:
    """What stands in the fields, by the settings' names."""
    own = preset.recipe
    values = {
        "epochs": own.epochs,
        "batch_size": own.batch_size,
        "learning_rate": own.optimizer.learning_rate,
        "seed": own.seed,
    }
    columns = [*st.columns(2), *st.columns(2)]
    return {
        name: _show_field(column, preset, setting, str(values[name]))
        for column, (name, setting) in zip(columns, SETTINGS.items(), strict=True)
    }


def _show_field(column: Any, preset: Preset, setting: Setting, value: str) -> str:
    """A field for text: Streamlit's field for numbers reads 1e3 as 1, 2.7 as 2, and "abc" as the default."""
    typed = column.text_input(
        setting.label,
        value=value,
        type="phone" if setting.read is whole_number else "default",  # a telephone shows its keypad
        icon="",
        placeholder="",
        autocomplete="off",
        key=f"{preset.id} {setting.label}",
        help=setting.help,
        persist_state="session",
    )
    return str(typed)


def _read(typed: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The numbers of what was typed, and a sentence about each text that is none."""
    numbers, wrong = {}, []
    for name, text in typed.items():
        try:
            numbers[name] = SETTINGS[name].read(text)
        except NumberError as error:
            wrong.append(f"{SETTINGS[name].label} {error}")
    return numbers, wrong


def show_recipe() -> None:
    """The form of a new training."""
    preset = choose_preset()
    try:
        recipe = choose_recipe(preset)
    except RecipeError as error:
        st.error(plain(str(error)))
        recipe = None
    if st.button("Train", type="primary", width="stretch") and recipe is not None:
        run = trainer().start(preset, recipe)
        st.toast(plain(f"{run.name} is queued."))
        hold(run.id)
        st.rerun()
    with st.expander(f"{count_parameters(preset.model):,} parameters in {len(preset.model.layers)} layers"):
        st.dataframe(layer_rows(preset.model), hide_index=True)
