"""Numbers as people type them: read exactly, or refused, but never taken for another number."""

import re
from decimal import Decimal
from typing import Final

_NUMBER: Final = re.compile(r"(?=.{1,40}$)[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
"""Digits, a decimal point and a power of ten, so short that a whole number stays one that can be shown."""


class NumberError(ValueError):
    """A text that is no number of the wanted kind; its message goes on after "Enter a batch size"."""


def number(text: str) -> float:
    """The number that is closest to a text such as "0.001" or "1e-3".

    Raises:
        NumberError: If the text is none. A comma is refused too: it parts decimals in some countries,
            thousands in others.
    """
    if not _NUMBER.fullmatch(text.strip()):
        raise NumberError(f"as a number, such as 0.001 or 1e-3; you entered {_quoted(text)}.")
    return float(text)


def whole_number(text: str) -> int:
    """The whole number of a text such as "12", "1e3" or "2.0".

    Raises:
        NumberError: If the text is none.
    """
    exact = Decimal(text.strip()) if _NUMBER.fullmatch(text.strip()) else None
    if exact is None or exact != exact.to_integral_value():
        raise NumberError(f"as a whole number, such as 12 or 1e3; you entered {_quoted(text)}.")
    return int(exact)


def _quoted(text: str) -> str:
    return f'"{text.strip()}"' if text.strip() else "nothing"
