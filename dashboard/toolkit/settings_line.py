"""What a run is, in one line of HTML: its settings, with those that differ from its preset marked."""

from collections.abc import Mapping
from html import escape

from core.runs.description import changes_from_preset, settings_of
from core.runs.run import Run
from dashboard.toolkit.caches import facts_named
from dashboard.toolkit.words import age, person_word

SHOWN = (
    "Preset", "Learning rate", "Batch size", "Epochs", "Seed", "Optimizer", "Parameters", "Training data",
    "Drawings", "Validation data", "Test data", "Ends early",
)  # fmt: skip

DEVICE_UNKNOWN = "not known yet"


def settings_html(run: Run) -> str:
    """The settings, by whom and when, and the device; the classes are those of `style.css`."""
    settings = settings_of(run.manifest, facts_named)
    changes = changes_from_preset(run.manifest, facts_named)
    recipe, drawings = run.manifest.recipe, run.manifest.drawings
    is_shown = {"Drawings": bool(drawings), "Ends early": recipe.may_end_early}
    shown = [label for label in SHOWN if is_shown.get(label, True)]
    facts = {label: _value(settings[label], changes.get(label)) for label in shown}
    facts["Created by"] = escape(person_word(run.owner))
    facts["Created"] = age(run.created)
    if run.device or run.is_live:
        facts["Device"] = escape(run.device or DEVICE_UNKNOWN)
    return _list(facts)


def _value(text: str, change: tuple[str, str] | None) -> str:
    if change is None:
        return escape(text)
    return f"<strong>{escape(text)}</strong> <small>preset {escape(change[1])}</small>"


def _list(facts: Mapping[str, str]) -> str:
    items = "".join(f"<div><dt>{escape(label)}</dt><dd>{value}</dd></div>" for label, value in facts.items())
    return f'<dl class="settings">{items}</dl>'
