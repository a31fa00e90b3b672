"""The form of a new training: preset, settings, layers, and the button."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.models.presets import PRESETS, Preset
from core.models.settings import SETTINGS, RecipeError, Setting
from core.models.shape import count_parameters
from core.runs.draft import Draft, draft_of
from core.text import verbatim
from dashboard.toolkit.caches import dataset
from dashboard.toolkit.run_chooser import hold
from dashboard.toolkit.state import trainer
from dashboard.toolkit.tables import layer_rows
from dashboard.toolkit.typed_numbers import NumberError, number, whole_number
from dashboard.toolkit.words import plain


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
    st.markdown(f"{preset.summary} {preset.recipe.validation_note}")
    return preset


def choose_draft(preset: Preset) -> Draft:
    """The preset with the visitor's changes.

    Raises:
        RecipeError: If a setting is no number or out of its range; the message is about all that are.
    """
    numbers, wrong = _read(_show_fields(preset))
    texts = [verbatim(sentence) for sentence in wrong]
    try:
        draft = draft_of(preset, **numbers)
    except RecipeError as error:
        raise RecipeError(*texts, *error.texts) from None
    if texts:
        raise RecipeError(*texts)
    return draft


def _show_fields(preset: Preset) -> dict[str, str]:
    """What stands in the fields, two in a row, by the settings' names."""
    columns = [*st.columns(2), *st.columns(2)]
    return {
        setting.name: _show_field(column, preset, setting)
        for column, setting in zip(columns, SETTINGS.values(), strict=True)
    }


def _show_field(column: Any, preset: Preset, setting: Setting) -> str:
    """A field for text: Streamlit's field for numbers reads 1e3 as 1, 2.7 as 2, and "abc" as the default."""
    typed = column.text_input(
        setting.label,
        value=str(setting.value(preset.recipe)),
        type="phone" if setting.is_whole else "default",  # a telephone shows its keypad
        icon="",
        placeholder="",
        autocomplete="off",
        key=f"{preset.id} {setting.name}",
        help=setting.help,
        persist_state="session",
    )
    return str(typed)


def _read(typed: Mapping[str, str]) -> tuple[dict[str, int | float], list[str]]:
    """The numbers of what was typed, and a sentence about each text that is none."""
    numbers: dict[str, int | float] = {}
    wrong = []
    for name, text in typed.items():
        setting = SETTINGS[name]
        try:
            numbers[name] = whole_number(text) if setting.is_whole else number(text)
        except NumberError as error:
            wrong.append(f"{setting.label} {error}")
    return numbers, wrong


def show_recipe() -> None:
    """The form of a new training."""
    preset = choose_preset()
    try:
        draft = choose_draft(preset)
    except RecipeError as error:
        st.error(plain(str(error)))
        draft = None
    if st.button("Train", type="primary", width="stretch") and draft is not None:
        run = trainer().start(draft)
        st.toast(plain(f"{run.name} is queued."))
        hold(run.id)
        st.rerun()
    classes = dataset().class_count
    parameters = count_parameters(preset.model, classes)
    with st.expander(f"{parameters:,} parameters in {len(preset.model.layers)} layers"):
        st.dataframe(layer_rows(preset.model, classes), hide_index=True)
