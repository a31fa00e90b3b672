"""The form of a new training: preset, settings, layers, and the button."""

from typing import Any

import streamlit as st

from core.models.presets import PRESETS, Preset
from core.models.recipe import Recipe
from core.models.shape import count_parameters
from core.runs.manifest import RecipeError, changed_recipe
from dashboard.state import trainer
from dashboard.tables import layer_rows
from dashboard.widgets import hold
from dashboard.words import plain


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
        RecipeError: If a setting is out of its range.
    """
    own = preset.recipe
    epochs, batch_size = _numbers(
        preset,
        ("Epochs", own.epochs, 1, "How often every training image is seen."),
        ("Batch size", own.batch_size, 1, "Images between two changes of the weights."),
    )
    rate, seed = _numbers(
        preset,
        ("Learning rate", own.optimizer.learning_rate, 0.0005, "Size of each change of the weights."),
        ("Seed", own.seed, 1, "Start of all random numbers: the same seed gives the same weights."),
    )
    return changed_recipe(preset, epochs=epochs, batch_size=batch_size, learning_rate=rate, seed=seed)


def _numbers(preset: Preset, *fields: tuple[str, Any, Any, str]) -> list[Any]:
    """Number fields side by side, each of (label, the preset's own value, step, help)."""
    return [
        column.number_input(
            label,
            value=value,
            step=step,
            format="%g" if isinstance(step, float) else None,
            key=f"{preset.id} {label}",
            help=explanation,
            persist_state="session",
        )
        for column, (label, value, step, explanation) in zip(st.columns(len(fields)), fields, strict=True)
    ]


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
