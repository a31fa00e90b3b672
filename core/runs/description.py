"""What a run is, in words: the settings that decide it, and in which of them several differ."""

from collections.abc import Callable, Sequence
from typing import Final

from core.data.dataset import DatasetFacts
from core.models.augmentation import Augmentation
from core.models.presets import PRESETS
from core.models.recipe import Loss, Optimizer, Recipe
from core.models.settings import MAIN_SETTINGS, SETTINGS, Setting
from core.models.shape import count_parameters
from core.runs.change import recipe_after
from core.runs.draft import Draft, draft_of
from core.runs.manifest import Manifest
from core.text import counted

Described = Draft | Manifest

Find = Callable[[str], DatasetFacts]
"""Finds what is known of a data set by its name."""

_LOSSES: Final[dict[Loss, str]] = {
    "categorical_crossentropy": "categorical cross-entropy",
    "sparse_categorical_crossentropy": "sparse categorical cross-entropy",
    "mean_squared_error": "mean squared error",
}
_OPTIMIZERS: Final = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW"}
"""As Keras calls them."""


def settings_of(described: Described, find: Find) -> dict[str, str]:
    """All that decides a training, as text by its label, in the order in which it is read."""
    recipe = described.recipe
    settings = [SETTINGS[name] for name in MAIN_SETTINGS]
    numbers = {each.label: _course(described, each) for each in settings if not each.is_whole}
    numbers |= {each.label: _course(described, each) for each in settings if each.is_whole}
    return {
        "Preset": described.origin.title,
        "Data set": find(described.dataset).title,
        **numbers,
        "Optimizer": _optimizer(recipe.optimizer),
        "Loss function": _LOSSES[recipe.loss],
        "Training loop": "GradientTape" if recipe.loop == "gradient_tape" else "Keras fit",
        "Order": "shuffled each epoch" if recipe.shuffle else "file order",
        "Ends early": _early_end(recipe),
        "Model used": "best epoch" if recipe.used_epoch == "best" else "last epoch",
        "Augmentation": _augmentation(recipe.augmentation),
        "Parameters": _parameters(described, find),
        "Training data": _images(described, find, *recipe.training.split("+")),
        "Drawings": _drawings(described),
        "Validation data": _images(described, find, recipe.validation) if recipe.validation else "none",
        "Test data": _images(described, find, "test"),
    }


def differences(several: Sequence[Described], find: Find) -> dict[str, list[str]]:
    """The settings in which some trainings differ, by their labels: the text of each training, in order."""
    found = [settings_of(each, find) for each in several]
    labels = found[0] if found else {}
    columns = {label: [each[label] for each in found] for label in labels}
    return {label: texts for label, texts in columns.items() if len(set(texts)) > 1}


def changes_from_preset(described: Described, find: Find) -> dict[str, tuple[str, str]]:
    """What differs from the preset that a training came from, by its label: its own text, then the preset's.

    Nothing differs from a preset that is not known any more.
    """
    preset = PRESETS.get(described.origin.preset)
    if preset is None:
        return {}
    found = differences([described, draft_of(preset)], find)
    return {label: (own, usual) for label, (own, usual) in found.items()}


def _course(described: Described, setting: Setting) -> str:
    """The value of a setting and what it was changed to, such as "0.003 → 0.001 after epoch 2"."""
    ends = sorted({0, *(change.after for change in described.changes)})
    values = [_value(setting, recipe_after(described.recipe, described.changes, done)) for done in ends]
    changed = [place for place in range(1, len(ends)) if values[place] != values[place - 1]]
    return " → ".join([values[0], *(f"{values[place]} after epoch {ends[place]}" for place in changed)])


def _value(setting: Setting, recipe: Recipe) -> str:
    value = setting.value(recipe)
    return str(value) if setting.is_whole else f"{value:g}"


def _optimizer(optimizer: Optimizer) -> str:
    """Its name, with those of its constants that are not its defaults."""
    changed = optimizer.model_dump(exclude={"kind", "learning_rate"}, exclude_defaults=True)
    constants = [
        f"{value} {name}" if isinstance(value, str) else f"{name.replace('_', ' ')} {value:g}"
        for name, value in changed.items()
    ]
    return " · ".join([_OPTIMIZERS[optimizer.kind], *constants])


def _early_end(recipe: Recipe) -> str:
    """Such as "patience 3 epochs, target 99%, 10 minutes"."""
    rules = {
        f"patience {counted(recipe.patience, 'epoch')}": recipe.patience,
        f"target {recipe.target_accuracy:.15g}%": recipe.target_accuracy,
        counted(recipe.time_limit, "minute"): recipe.time_limit,
    }
    return ", ".join(rule for rule, is_set in rules.items() if is_set) or "no"


def _augmentation(augmentation: Augmentation | None) -> str:
    """Such as "rotation 17, shear 0.3"; units and meaning stand on the fields."""
    changes = {} if augmentation is None else augmentation.model_dump(exclude_defaults=True)
    titles = {name: str(field.title).lower() for name, field in Augmentation.model_fields.items()}
    return ", ".join(f"{titles[name]} {bound:g}" for name, bound in changes.items()) or "none"


def _parameters(described: Described, find: Find) -> str:
    count = count_parameters(described.model, len(find(described.dataset).classes))
    return f"{count:,} in {len(described.model.layers)} layers"


def _drawings(described: Described) -> str:
    """Such as "200, each 20 times an epoch"; a draft may not know yet how many there are."""
    weight, drawings = described.recipe.drawing_weight, described.drawings
    if not weight:
        return "none"
    times = "each once an epoch" if weight == 1 else f"each {weight} times an epoch"
    return f"{drawings.count:,}, {times}" if drawings else times


def _images(described: Described, find: Find, *splits: str) -> str:
    """Such as "MNIST train + validation · 60,000 images"."""
    facts = find(described.dataset)
    return f"{facts.title} {' + '.join(splits)} · {facts.count(*splits):,} images"
