"""The form of a new sweep: preset, what varies, how the values are chosen, how many trials."""

from dataclasses import replace
from functools import partial
from typing import Final, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.data.datasets import DEFAULT_DATASET
from core.models.presets import PRESETS
from core.names import WishError
from core.runs.draft import Draft, draft_of, draft_on
from core.runs.expected_time import ExpectedTime
from core.sweep_acts import SweepActs
from core.sweep_reports import seconds_together
from core.sweeps.reading import read_space
from core.sweeps.specification import SAMPLER_TITLES, Sampler, SweepSpec, specify_sweep
from core.sweeps.variables import VARIABLES, SpaceError, Variable
from core.text import ExplainedError, counted
from dashboard.toolkit.caches import dataset
from dashboard.toolkit.field_error import field_error
from dashboard.toolkit.layout import show_note
from dashboard.toolkit.price_note import show_price
from dashboard.toolkit.state import trainer
from dashboard.toolkit.typed_numbers import NumberError, whole_number
from dashboard.toolkit.words import expected_words, plain
from dashboard.views.sweeps.listing import PARAMETER

_USUAL: Final = {"learning_rate": "0.0003..0.01"}
"""What stands in a field at first; the others are empty, so they do not vary."""

USUAL_TRIALS: Final = 20


def show_form() -> None:
    """The form and its button."""
    st.header("New sweep", anchor=False)
    preset = st.selectbox(
        "Preset", list(PRESETS), format_func=lambda name: PRESETS[name].title, key="sweep-preset",
        persist_state="session",
    )  # fmt: skip
    sampler = _choose_sampler()
    places: dict[str, DeltaGenerator] = dict(
        zip(VARIABLES, [*st.columns(2), *st.columns(2), *st.columns(2)], strict=True)
    )
    typed: dict[str, str] = {
        name: _show_field(places[name], variable) for name, variable in VARIABLES.items()
    }
    settings_place = st.container()
    trials_place, seed_place = st.columns(2)
    trials = _show_number(
        trials_place, "Trials", USUAL_TRIALS, "Trainings; a grid trains every combination.",
        disabled=sampler == "grid",
    )  # fmt: skip
    seed = _show_number(seed_place, "Seed", 0, "The same seed and the same results lead to the same values.")
    prunes = st.checkbox(
        "Stop poor trials early", key="sweep-prunes", persist_state="session",
        help="Once five have finished, a trial below their median after an epoch is stopped. It needs trials"
        " of more than one epoch.",
    )  # fmt: skip
    spec: SweepSpec | None = None
    place = settings_place
    try:
        draft, space = _draft(preset), read_space(typed)
        place = trials_place
        number = None if sampler == "grid" else _whole("a number of trials", trials)
        wished = partial(specify_sweep, draft, space, trials=number, sampler=sampler, prunes=prunes)
        wished()
        place = seed_place
        spec = wished(seed=_whole("a seed", seed))
    except SpaceError as error:
        places[error.name].html(field_error(str(error)))
    except (WishError, NumberError) as error:
        place.html(field_error(str(error)))
    # Always enabled, for what was typed last arrives with the click.
    if st.button("Start sweep", type="primary", width="stretch") and spec:
        _start(spec)
    if spec is not None:
        _show_notes(spec)


def _choose_sampler() -> Sampler:
    samplers: tuple[Sampler, ...] = get_args(Sampler)
    return st.selectbox(
        "Sampler", sorted(samplers, key=list(SAMPLER_TITLES).index),
        format_func=lambda sampler: SAMPLER_TITLES[sampler], key="sweep-sampler", persist_state="session",
    )  # fmt: skip


def _show_field(place: DeltaGenerator, variable: Variable) -> str:
    typed = place.text_input(
        variable.label,
        value=_USUAL.get(variable.name, ""),
        placeholder=f"such as {variable.example}",
        icon="",
        autocomplete="off",
        key=f"sweep-{variable.name}",
        help=f"{variable.help} Empty: as in the preset.",
        persist_state="session",
    )
    return str(typed)


def _show_number(place: DeltaGenerator, label: str, usual: int, told: str, *, disabled: bool = False) -> str:
    typed = place.text_input(
        label, value=str(usual), type="phone", icon="", placeholder="", autocomplete="off",
        key=f"sweep-{label.lower()}", help=told, persist_state="session",
        disabled=disabled,
    )  # fmt: skip
    return str(typed)


def _draft(preset: str) -> Draft:
    """A training of a preset, of the chosen data set."""
    draft, data = draft_of(PRESETS[preset]), dataset()
    return draft if data.name == draft.dataset else draft_on(draft, data.facts, data.name)


def _whole(phrase: str, typed: str) -> int:
    try:
        return whole_number(typed)
    except NumberError as error:
        raise NumberError(f"Enter {phrase} {error}") from None


def _start(spec: SweepSpec) -> None:
    try:
        sweep = SweepActs(trainer()).start(spec)
    except ExplainedError as error:
        st.toast(plain(str(error)))
        return
    st.query_params[PARAMETER] = sweep.id
    st.rerun()


def _price_words(trials: int, expected: ExpectedTime) -> str:
    """Such as "20 trials take about 9 min with the preset's own settings."."""
    takes = "takes" if trials == 1 else "take"
    together = replace(expected, seconds=seconds_together(trials * expected.seconds, trials))
    return f"{counted(trials, 'trial')} {takes} {expected_words(together)} with the preset's own settings."


def _show_notes(spec: SweepSpec) -> None:
    """What it will take, and on what the trials are compared."""
    show_price(spec.base, partial(_price_words, spec.trials))
    if spec.note:
        show_note(str(spec.note))
    if spec.base.dataset != DEFAULT_DATASET:
        show_note(plain(f"Learns {dataset().title}."))
