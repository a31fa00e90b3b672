"""Numbers as words on a page."""

import pytest

from core.runs.expected_time import ExpectedTime
from dashboard.toolkit.words import epochs_text, expected_words, percent, rough_duration


@pytest.mark.parametrize(
    ("position", "total", "text"),
    [
        (0, 3, "0 of 3"),
        (0.064, 10, "0.06 of 10"),
        (0.64, 10, "0.6 of 10"),
        (2.999, 3, "2.9 of 3"),
        (3, 3, "3 of 3"),
        (0.3, 1_000, "0.3 of 1,000"),
        (1.1 + 2.2 - 0.3, 5, "3 of 5"),
    ],
)
def test_epochs_are_told_with_a_tenth_and_never_as_more_than_they_are(
    position: float, total: int, text: str
) -> None:
    assert epochs_text(position, total) == text


def test_a_percentage_has_two_decimals_and_no_space() -> None:
    assert percent(0.99228) == "99.23%"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "about 5 s"), (23, "about 25 s"), (88, "about 1 min 30 s"), (162, "about 2 min 40 s"),
        (239, "about 4 min"), (899, "about 15 min"), (5_400, "about 1 h 30 min"),
    ],
)  # fmt: skip
def test_an_expected_time_is_told_no_finer_than_it_is_known(seconds: float, words: str) -> None:
    assert rough_duration(seconds) == words


def test_what_the_multiplications_alone_say_is_told_as_less_certain() -> None:
    words = [expected_words(ExpectedTime(23, basis)) for basis in ("runs", "timing", "multiplications")]
    assert words == ["about 25 s", "about 25 s", "roughly 25 s"]
