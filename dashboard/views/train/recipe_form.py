"""The form of a new training: preset, settings, layers, and the button."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.models.presets import PRESETS, Preset
from core.models.settings import SETTINGS, RecipeError, Setting
from core.models.shape import count_parameters
from core.runs.draft import Draft, draft_of
from core.text import Text, verbatim
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


def read_draft(preset: Preset, typed: Mapping[str, str]) -> Draft:
    """The preset with the visitor's changes.

    Args:
        preset: Where the settings come from that nobody changed.
        typed: What stands in the fields, by the settings' names.

    Raises:
        RecipeError: If a setting is no number or out of its range; it has a sentence for each that is.
    """
    numbers, wrong = _read(typed)
    try:
        draft = draft_of(preset, **numbers)
    except RecipeError as error:
        raise RecipeError({**wrong, **error.texts}) from None
    if wrong:
        raise RecipeError(wrong)
    return draft


def _read(typed: Mapping[str, str]) -> tuple[dict[str, int | float], dict[str, Text]]:
    """The numbers of what was typed, and a sentence about each text that is none."""
    numbers: dict[str, int | float] = {}
    wrong = {}
    for name, text in typed.items():
        setting = SETTINGS[name]
        try:
            numbers[name] = whole_number(text) if setting.is_whole else number(text)
        except NumberError as error:
            wrong[name] = verbatim(f"Enter {setting.phrase} {error}")
    return numbers, wrong


def choose_draft(preset: Preset) -> Draft | None:
    """The fields of the settings, two in a row; None while one of them is wrong, and then it says so."""
    columns = [*st.columns(2), *st.columns(2)]
    places = dict(zip(SETTINGS, columns, strict=True))
    typed = {name: _show_field(places[name], preset, setting) for name, setting in SETTINGS.items()}
    try:
        return read_draft(preset, typed)
    except RecipeError as error:
        for name, sentence in error.texts.items():
            places[name].markdown(f":red[{plain(str(sentence))}]")
        return None


def _show_field(column: DeltaGenerator, preset: Preset, setting: Setting) -> str:
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


def show_recipe() -> None:
    """The form of a new training."""
    preset = choose_preset()
    draft = choose_draft(preset)
    why_not = None if draft else "Correct the settings that are marked first."
    if st.button("Train", type="primary", width="stretch", disabled=draft is None, help=why_not) and draft:
        run = trainer().start(draft)
        st.toast(plain(f"{run.name} is queued."))
        hold(run.id)
        st.rerun()
    classes = dataset().class_count
    parameters = count_parameters(preset.model, classes)
    with st.expander(f"{parameters:,} parameters in {len(preset.model.layers)} layers"):
        st.dataframe(layer_rows(preset.model, classes), hide_index=True)
