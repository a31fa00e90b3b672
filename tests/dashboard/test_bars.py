import re

import numpy as np
import pytest

from dashboard.toolkit.bars import percent_text, probability_bars
from dashboard.toolkit.theme import DARK

DIGITS = "0123456789"


def test_each_digit_has_a_bar_as_long_as_it_is_probable_and_the_answer_stands_out() -> None:
    probabilities = np.full(10, 0.02)
    probabilities[7] = 0.82
    bars = re.findall(
        r'<div class="(bar|bar answer)"><b title="\d">(\d)</b>.*?width: ([\d.]+)%.*?<em>(.*?)</em>',
        probability_bars(probabilities, DARK, DIGITS),
    )
    assert [(digit, width, text) for kind, digit, width, text in bars if kind == "bar answer"] == [
        ("7", "82.00", "82.0%")
    ]
    assert [(digit, width) for kind, digit, width, _ in bars if kind == "bar"] == [
        (str(digit), "2.00") for digit in range(10) if digit != 7
    ]


def test_of_many_classes_the_most_probable_have_a_bar() -> None:
    probabilities = np.full(30, 0.01)
    probabilities[[20, 3]] = 0.5, 0.22
    html = probability_bars(probabilities, DARK, [f"<{k}>" for k in range(30)])
    names = re.findall(r">([^<>]*)</b>", html)
    assert names[:3] == ["&lt;20&gt;", "&lt;3&gt;", "&lt;0&gt;"]
    assert (len(names), names[-1]) == (13, "18 others")
    assert html.endswith("<em>18.0%</em></div></div>")
    assert '<div class="bar answer"><b title="&lt;20&gt;">' in html


def test_the_bars_are_spoken() -> None:
    assert 'role="img" aria-label="Probabilities. 0: 10.0%' in probability_bars(
        np.full(10, 0.1), DARK, DIGITS
    )


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "<0.1%"), (0.0004, "<0.1%"), (0.5, "50.0%"), (0.9996, ">99.9%"), (1.0, ">99.9%")],
)
def test_a_percentage_never_claims_more_certainty_than_there_is(share: float, text: str) -> None:
    assert percent_text(share) == text
