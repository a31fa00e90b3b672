"""Which settings a sweep can vary, each described once: form, command line and sentences are made of it."""

from dataclasses import dataclass
from typing import Final

from core.models.settings import SETTINGS
from core.names import WishError
from core.sweeps.space import SettingName


class SpaceError(WishError):
    """What was typed for a setting is no list and no range of its values.

    Attributes:
        name: The setting.
    """

    def __init__(self, name: str, template: str, **facts: str | int | float) -> None:
        self.name = name
        super().__init__(template, **facts)


@dataclass(frozen=True)
class Variable:
    """A setting that a sweep can vary.

    Attributes:
        name: What code and command line call it.
        label: What stands beside its field.
        phrase: What it is called in a sentence, with its article.
        help: What may be typed.
        example: What stands in its empty field.
        low, high: The least and the greatest value.
        is_whole: Whether it is a whole number.
        is_log: Whether a range of it goes by powers of ten.
        has_range: Whether it may be given as a range.
        excludes_low: Whether the least value itself is none.
    """

    name: SettingName
    label: str
    phrase: str
    help: str
    example: str
    low: float
    high: float
    is_whole: bool = False
    is_log: bool = False
    has_range: bool = True
    excludes_low: bool = False


def _of_recipe(name: SettingName, help_text: str, example: str, *, is_log: bool, has_range: bool) -> Variable:
    setting = SETTINGS[name]
    return Variable(
        name, setting.label, setting.phrase, help_text, example, setting.lowest, setting.highest,
        is_whole=setting.is_whole, is_log=is_log, has_range=has_range,
        excludes_low=name == "learning_rate",
    )  # fmt: skip


VARIABLES: Final = {
    each.name: each
    for each in (
        _of_recipe("learning_rate", "A range such as 0.0003..0.01, searched by powers of ten, or a list.",
                   "0.0003..0.01", is_log=True, has_range=True),
        _of_recipe("batch_size", "A list such as 32, 64, 128.", "32, 64, 128", is_log=False, has_range=False),
        _of_recipe("epochs", "A list such as 2, 4 or a range such as 1..5.", "1..5",
                   is_log=False, has_range=True),
        Variable("dropout", "Dropout rate", "a dropout rate",
                 "A list such as 0, 0.3 or a range such as 0.1..0.5. A model without dropout gets it before"
                 " its last layer.",
                 "0.1..0.5", 0.0, 0.95),
        Variable("width", "Width factor", "a width factor",
                 "A list such as 0.5, 1, 2: each multiplies the units and filters of every hidden layer.",
                 "0.5, 1, 2", 0.05, 16, has_range=False),
        Variable("optimizer", "Optimizer", "an optimizer", "A list of sgd, rmsprop, adam and adamw.",
                 "adam, adamw", 0, 0, has_range=False),
    )
}  # fmt: skip
"""By name, in the order in which they are shown."""
