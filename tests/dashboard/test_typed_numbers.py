"""Typed numbers: what is read is what stands there."""

import pytest

from dashboard.toolkit.typed_numbers import NumberError, number, whole_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" 7 ", 7),
        ("1e3", 1_000),
        ("1E+3", 1_000),
        ("2.0", 2),
        ("1.5e1", 15),
        ("0012", 12),
        ("-3", -3),
        ("9007199254740993", 2**53 + 1),
        ("1e22", 10**22),
    ],
)
def test_a_whole_number_is_read_exactly(text: str, value: int) -> None:
    assert whole_number(text) == value
    assert type(whole_number(text)) is int


@pytest.mark.parametrize(
    "text",
    [
        *("2.7", "abc", "1e", "1,000", "1 000", "1_000", "0x10", "1e-1", "nan", "inf", "--1", "٣"),
        *("1e999999999", "1" * 5_000, "1.00000000000000000000000000000001"),
    ],
)
def test_what_is_no_whole_number_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(NumberError) as refusal:
        whole_number(text)
    assert str(refusal.value) == f'as a whole number, such as 12 or 1e3; you entered "{text}".'


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.001", 0.001), ("1e-3", 0.001), (".5", 0.5), ("5.", 5.0), ("1.2345678901234e-4", 1.2345678901234e-4)],
)
def test_a_number_is_read_as_exactly_as_a_float_can(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["0,5", "1,000.5", "abc", "1e-", "nan", "inf", "1_0.5", "1e-400", "half"])
def test_what_is_no_number_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(NumberError) as refusal:
        number(text)
    assert str(refusal.value) == f'as a number, such as 0.001 or 1e-3; you entered "{text}".'


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_field_gives_nothing(text: str) -> None:
    for read in (number, whole_number):
        with pytest.raises(NumberError, match="you entered nothing"):
            read(text)
