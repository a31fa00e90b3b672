"""The figures of bars: what they count, in which colour, and what the mouse reads."""

import numpy as np
import pytest

from core.evaluation.confidence import ConfidenceHistogram
from dashboard.toolkit.bar_charts import class_balance, confidence_bars
from dashboard.toolkit.theme import DARK, LIGHT, Palette, contrast

both_themes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def test_the_classes_of_splits_of_any_size_are_counted_and_compare() -> None:
    counts = np.full(10, 100)
    counts[3], counts[5] = 150, 50
    small, large = (
        class_balance("validation", counts, "0123456789", "digit", LIGHT),
        class_balance("train", counts * 1000, "0123456789", "digit", LIGHT),
    )
    np.testing.assert_array_equal(small.data[0].y, counts)
    assert small.layout.yaxis.range[1] * 1000 == pytest.approx(large.layout.yaxis.range[1])
    assert small.layout.yaxis.range[1] > counts.max()
    assert [figure.data[0].marker.color for figure in (small, large)] == [LIGHT.validation, LIGHT.train]
    assert list(small.data[0].text)[3:6] == ["+5.0", "+0.0", "−5.0"]
    assert list(large.data[0].hovertext)[3] == "3: 150,000 · 15.0% · +5.0 points"


def test_an_equal_share_is_a_line() -> None:
    (line,) = class_balance("train", np.arange(10), "0123456789", "digit", LIGHT).layout.shapes
    assert line.y0 == line.y1 == 4.5


def test_an_empty_split_has_empty_bars() -> None:
    empty = class_balance("test", np.zeros(10, dtype=int), "0123456789", "digit", LIGHT)
    assert not any(empty.data[0].y)
    assert empty.data[0].hovertext[0] == "0: 0 · 0.0% · +0.0 points"


def histogram(correct: list[int], wrong: list[int]) -> ConfidenceHistogram:
    return ConfidenceHistogram(np.linspace(0, 1, len(correct) + 1), np.array(correct), np.array(wrong))


@both_themes
def test_wrong_predictions_stay_in_sight_beside_a_hundred_times_as_many_correct_ones(
    palette: Palette,
) -> None:
    correct, wrong = confidence_bars(histogram([0, 100, 9_900], [0, 50, 50]), palette).data
    assert list(correct.y) == pytest.approx([0, 1, 99])
    assert list(wrong.y) == pytest.approx([0, 50, 50])
    assert wrong.hovertext[2] == "confidence 67–100%: 50 of 100 wrong"
    assert all(contrast(bars.marker.color, palette.background) >= 3 for bars in (correct, wrong))
    assert correct.marker.color != wrong.marker.color


def test_where_nothing_is_wrong_the_bars_of_wrong_predictions_are_empty() -> None:
    assert not any(confidence_bars(histogram([0, 10], [0, 0]), LIGHT).data[1].y)
