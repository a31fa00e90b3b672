"""Numbers as words on a page."""

import pytest

from dashboard.toolkit.words import epochs_text, percent


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
