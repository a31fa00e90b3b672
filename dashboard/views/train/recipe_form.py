"""The form of a new training: preset, settings, layers, and the button."""

from collections.abc import Mapping
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.data.datasets import DEFAULT_DATASET
from core.drawn_set import DRAWN
from core.drawn_training import count_drawings, means_digits
from core.models.preset import Preset
from core.models.presets import PRESETS
from core.models.recipe import Recipe
from core.models.settings import CHOSEN_BY_VALIDATION, MAIN_SETTINGS, SETTINGS, RecipeError, Setting
from core.models.shape import count_parameters
from core.models.spec import Dense, ModelSpec, for_classes
from core.runs.draft import Draft, draft_of, draft_on
from core.runs.expected_time import ExpectedTime
from core.runs.manifest import Manifest
from core.runs.query import LIVE_RUNS
from core.runs.run import Run
from core.text import Text, counted, verbatim
from dashboard.toolkit.caches import dataset, facts_named
from dashboard.toolkit.field_error import field_error
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.price_note import show_price
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.tables import layer_rows
from dashboard.toolkit.typed_numbers import NumberError, number, whole_number
from dashboard.toolkit.words import expected_words, plain
from dashboard.views.train.starting import start_and_show, start_beside

PRESET = WidgetSlot("preset", str)


def field_slot(preset: Preset, name: str) -> WidgetSlot[str]:
    """Where the text of a setting's field is kept; each preset has fields of its own."""
    return WidgetSlot(f"{preset.id} {name}", str)


def choose_preset() -> Preset:
    """The preset, with what it is and on what it is measured."""
    chosen = st.selectbox(
        "Preset",
        list(PRESETS),
        format_func=lambda name: PRESETS[name].title,
        key=PRESET.key,
        persist_state="session",
    )
    preset = PRESETS[chosen]
    st.markdown(f"{preset.summary} {preset.recipe.validation_note}")
    return preset


def read_draft(preset: Preset, typed: Mapping[str, str], **choices: str | int) -> Draft:
    """The preset with the visitor's changes.

    Args:
        preset: Where the settings come from that nobody changed.
        typed: What stands in the fields, by the settings' names.
        choices: What was chosen among a few, by the names of the recipe's fields.

    Raises:
        RecipeError: If a setting is no number or out of its range; it has a sentence for each that is.
    """
    numbers, wrong = read_numbers(typed)
    try:
        draft = draft_of(preset, **numbers, **choices)
    except RecipeError as error:
        raise RecipeError({**wrong, **error.texts}) from None
    if wrong:
        raise RecipeError(wrong)
    return draft


def read_numbers(typed: Mapping[str, str]) -> tuple[dict[str, int | float], dict[str, Text]]:
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


def choose_draft(preset: Preset, drawings: int) -> Draft | None:
    """The fields of the settings, two in a row; None while one of them is wrong, and then it says so.

    Args:
        preset: Whose settings they are.
        drawings: How many drawings can be learned; where there are none, nobody is asked for their weight.
    """
    columns = [*st.columns(2), *st.columns(2)]
    places = dict(zip(MAIN_SETTINGS, columns, strict=True))
    more = st.expander("More settings")
    places |= dict.fromkeys(_more_settings(preset.recipe, drawings), more)
    typed = {name: _show_field(place, preset, SETTINGS[name]) for name, place in places.items()}
    choices = _show_choices(more, preset)
    try:
        return read_draft(preset, typed, **choices)
    except RecipeError as error:
        for name, sentence in error.texts.items():
            places[name].html(field_error(str(sentence)))
        return None


def _more_settings(recipe: Recipe, drawings: int) -> list[str]:
    """The names of the settings that a recipe can have beside the main ones."""
    chosen = CHOSEN_BY_VALIDATION if recipe.validation == "validation" else ()
    return [*(["drawing_weight"] if drawings else []), *chosen, "time_limit"]


def _show_choices(place: DeltaGenerator, preset: Preset) -> dict[str, str | int]:
    """Fields for which model is used, where there is a choice, and which ones are kept."""
    fields, choices = Recipe.model_fields, dict[str, str | int]()
    if preset.recipe.validation == "validation":
        words = {"best": "Best epoch", "last": "Last epoch"}
        choices["used_epoch"] = place.selectbox(
            str(fields["used_epoch"].title),
            list(words),
            index=list(words).index(preset.recipe.used_epoch),
            format_func=words.__getitem__,
            key=field_slot(preset, "used_epoch").key,
            help=fields["used_epoch"].description,
            persist_state="session",
        )
    choices["keep_every_epoch"] = place.checkbox(
        str(fields["keep_every_epoch"].title),
        key=field_slot(preset, "keep_every_epoch").key,
        help=fields["keep_every_epoch"].description,
        persist_state="session",
    )
    return choices


def _show_field(column: DeltaGenerator, preset: Preset, setting: Setting) -> str:
    """A field for text: Streamlit's field for numbers reads 1e3 as 1, 2.7 as 2, and "abc" as the default."""
    typed = column.text_input(
        setting.label,
        value=str(setting.value(preset.recipe)),
        type="phone" if setting.is_whole else "default",  # a telephone shows its keypad
        icon="",
        placeholder="",
        autocomplete="off",
        key=field_slot(preset, setting.name).key,
        help=setting.help,
        persist_state="session",
    )
    return str(typed)


def can_fill_form(manifest: Manifest) -> bool:
    """Whether the form can hold the settings of a run: its layers, optimizer and splits are a preset's."""
    preset, recipe, last = PRESETS.get(manifest.preset), manifest.recipe, manifest.model.layers[-1]
    if preset is None or not isinstance(last, Dense):
        return False
    own = (manifest.model, recipe.optimizer.kind, recipe.training, recipe.validation)
    model, usual = for_classes(preset.model, last.units), preset.recipe
    return own == (model, usual.optimizer.kind, usual.training, usual.validation)


def fill_form(manifest: Manifest) -> None:
    """Puts the settings of a run of a preset into the form, as they were after all changes on its way."""
    preset = PRESETS[manifest.preset]
    PRESET.set(preset.id)
    session().take_dataset(manifest.dataset)
    for name, setting in SETTINGS.items():
        field_slot(preset, name).set(f"{setting.value(manifest.last_recipe):.15g}")
    field_slot(preset, "used_epoch").set(manifest.recipe.used_epoch)
    WidgetSlot(field_slot(preset, "keep_every_epoch").key, bool).set(manifest.recipe.keep_every_epoch)


def show_recipe(run: Run | None) -> None:
    """The form of a new training.

    Args:
        run: The run on screen; while it is live it stays there, whatever is started beside it.
    """
    st.header("New run", anchor=False)
    preset = choose_preset()
    data = dataset()
    draft = choose_draft(preset, _learnable_drawings(data.name))
    if draft is not None and data.name != draft.dataset:
        draft = draft_on(draft, data.facts, data.name)
    # Always enabled, for what was typed last arrives with the click.
    if st.button("Train", type="primary", width="stretch") and draft:
        start = start_beside if run is not None and run.is_live else start_and_show
        start(draft)
    if draft is not None:
        show_price(draft, partial(_price_words, draft))
        if words := _drawing_words(draft):
            show_note(words)
    if data.name != DEFAULT_DATASET:
        show_note(plain(f"Learns {data.title}."))
    if draft is None:
        show_note("Correct the marked settings first.")
    _show_layers(for_classes(preset.model, data.class_count), data.class_count)


def _learnable_drawings(dataset_name: str) -> int:
    """How many drawings a model can learn beside a data set."""
    return lab().datasets.find(DRAWN).image_count if means_digits(lab(), dataset_name) else 0


def _drawing_words(draft: Draft) -> str:
    """Such as "Learns 200 drawings too: 4,000 of the 59,000 images of an epoch."; empty without drawings."""
    drawings = count_drawings(lab(), draft)
    if not drawings:
        return ""
    images = draft.recipe.epoch_images(facts_named(draft.dataset), drawings)
    learned = draft.recipe.drawing_weight * drawings
    return f"Learns {counted(drawings, 'drawing')} too: {learned:,} of the {images:,} images of an epoch."


def _price_words(draft: Draft, expected: ExpectedTime) -> str:
    """Such as "Takes about 25 s here; 1 run trains or waits."."""
    live = lab().count_runs(LIVE_RUNS)
    others = f"; {live:,} {'run trains or waits' if live == 1 else 'runs train or wait'}" if live else ""
    bound = "at most " if draft.recipe.may_end_early else ""
    return f"Takes {bound}{expected_words(expected)} here{others}."


def _show_layers(model: ModelSpec, classes: int) -> None:
    parameters = count_parameters(model, classes)
    with st.expander(f"{parameters:,} parameters in {len(model.layers)} layers"):
        st.table(layer_rows(model, classes), hide_index=True)
