"""The search space of what people type, such as "0.0003..0.01" and "32, 64"."""

import re
from collections.abc import Mapping
from typing import Final, get_args

from core.names import WishError
from core.sweeps.space import MOST_CHOICES, Choices, OptimizerKind, Range, SearchSpace, Value, value_text
from core.sweeps.variables import VARIABLES, SpaceError, Variable


def read_space(typed: Mapping[str, str | None]) -> SearchSpace:
    """The search space of what was typed, by the settings' names; what is empty does not vary.

    Raises:
        SpaceError: If one of them is no list and no range of its values.
        WishError: If nothing varies.
    """
    written = {name: text for name, text in typed.items() if text and text.strip()}
    space: SearchSpace = {name: read_dimension(each, written[name])
                          for name, each in VARIABLES.items() if name in written}  # fmt: skip
    if not space:
        raise WishError("Nothing varies; give a list or a range for at least one setting.")
    return space


def read_dimension(variable: Variable, text: str) -> Choices | Range:
    """The values of one setting, as typed: "32, 64" or "0.0003..0.01".

    Raises:
        SpaceError: If that is none.
    """
    if ".." in text:
        return _read_range(variable, text)
    parts = [part.strip() for part in text.split(",")]
    values = tuple(dict.fromkeys(_read_value(variable, part) for part in parts))
    if len(values) > MOST_CHOICES:
        raise SpaceError(
            variable.name, "Give {label} at most {most} values; these are {count}.",
            label=variable.label.lower(), most=MOST_CHOICES, count=len(values),
        )  # fmt: skip
    return Choices(values=values)


def _read_range(variable: Variable, text: str) -> Range:
    if not variable.has_range:
        raise SpaceError(
            variable.name, "Give {label} as a list such as {example}; {given} is a range.",
            label=variable.label.lower(), example=variable.example, given=_quoted(text),
        )  # fmt: skip
    ends = [part.strip() for part in text.split("..")]
    if len(ends) != 2:
        raise SpaceError(
            variable.name, "Give a range of {label} as {example}; you entered {given}.",
            label=variable.label.lower(), example="low..high", given=_quoted(text),
        )  # fmt: skip
    low, high = (_read_value(variable, end) for end in ends)
    assert not isinstance(low, str)  # noqa: S101 -- an optimizer has no range
    assert not isinstance(high, str)  # noqa: S101
    if low >= high:
        raise SpaceError(
            variable.name, "A range goes from the lower number to the higher one; {given} does not.",
            given=_quoted(text),
        )  # fmt: skip
    return Range(low=low, high=high, is_whole=variable.is_whole, is_log=variable.is_log)


def _read_value(variable: Variable, text: str) -> Value:
    if variable.name == "optimizer":
        return _read_optimizer(text)
    number = _number(text)
    if number is None or (variable.is_whole and not number.is_integer()):
        kind = "whole numbers" if variable.is_whole else "numbers"
        raise SpaceError(
            variable.name, "Give {label} as {kind} such as {example}; {given} is none.",
            label=variable.label.lower(), kind=kind, example=variable.example, given=_quoted(text),
        )  # fmt: skip
    is_too_low = number <= variable.low if variable.excludes_low else number < variable.low
    if is_too_low or number > variable.high:
        least = f"{'above' if variable.excludes_low else 'from'} {variable.low:g}"
        raise SpaceError(
            variable.name, "Enter {phrase} {least} to {high}; you entered {given}.",
            phrase=variable.phrase, least=least, high=f"{variable.high:,g}", given=value_text(number),
        )  # fmt: skip
    return int(number) if variable.is_whole else number


_NUMBER: Final = re.compile(r"(?=.{1,40}$)(\d+\.?\d*|\.\d+|-\d+\.?\d*)([eE][+-]?\d{1,2})?", re.ASCII)


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _read_optimizer(text: str) -> str:
    known = get_args(OptimizerKind)
    if text.lower() not in known:
        raise SpaceError(
            "optimizer", "There is no optimizer {given}; choose of {known}.",
            given=_quoted(text), known=", ".join(known),
        )  # fmt: skip
    return text.lower()


def _quoted(text: str) -> str:
    return f'"{text.strip()[:40]}"' if text.strip() else "nothing"
