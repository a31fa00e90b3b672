"""The settings that a sweep varies, and over which values."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from core.models.spec import Spec

SettingName = Literal["learning_rate", "batch_size", "epochs", "dropout", "width", "optimizer"]
"""What may vary, in the order in which it is shown."""

OptimizerKind = Literal["sgd", "rmsprop", "adam", "adamw"]

Value = int | float | str
Values = Mapping[str, Value]
"""The values of one trial, by the name of the setting."""

MOST_CHOICES: Final = 50


class Choices(Spec):
    """Some values, each as likely as any other."""

    kind: Literal["choices"] = "choices"
    values: tuple[Value, ...] = Field(min_length=1, max_length=MOST_CHOICES)

    @property
    def listed(self) -> tuple[Value, ...]:
        """Every value."""
        return self.values

    @property
    def ends(self) -> tuple[Value, ...]:
        """Values between which, or of which, all are."""
        return self.values

    def __str__(self) -> str:
        """As people type it."""
        return ", ".join(map(value_text, self.values))


class Range(Spec):
    """All numbers between two, both included.

    Attributes:
        is_whole: Whether only whole numbers count.
        is_log: Whether each power of ten is as likely as the next one.
    """

    kind: Literal["range"] = "range"
    low: float
    high: float
    is_whole: bool = False
    is_log: bool = False

    @property
    def listed(self) -> tuple[Value, ...] | None:
        """Every value, or None where they cannot be listed."""
        if not self.is_whole or self.high - self.low >= MOST_CHOICES:
            return None
        return tuple(range(int(self.low), int(self.high) + 1))

    @property
    def ends(self) -> tuple[Value, ...]:
        """Values between which all are."""
        return (int(self.low), int(self.high)) if self.is_whole else (self.low, self.high)

    def __str__(self) -> str:
        """As people type it."""
        return f"{value_text(self.low)}..{value_text(self.high)}"


Dimension = Annotated[Choices | Range, Field(discriminator="kind")]
"""The values of one setting."""

SearchSpace = dict[SettingName, Dimension]


def value_text(value: Value) -> str:
    """A value as people write it, with four digits that count."""
    return value if isinstance(value, str) else f"{value:.4g}" if isinstance(value, float) else str(value)
