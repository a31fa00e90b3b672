"""The confusion matrix: what its cells say, in which colours, and that only a real cell can be picked."""

from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
import pytest

from core.evaluation.confusion import evaluate
from dashboard.toolkit.components.confusion_matrix import Shown, matrix_rows
from dashboard.toolkit.slots import PickSlot, WidgetSlot
from dashboard.toolkit.theme import DARK, LIGHT, Palette, contrast
from dashboard.views.evaluate import cell_choice
from tests.making import certain_probabilities

Rows = list[list[dict[str, str]]]

both_themes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def rows(
    confusion: np.ndarray, shown: Shown = "counts", palette: Palette = LIGHT
) -> list[list[dict[str, str]]]:
    """The cells of a matrix of counts, with the shares that an evaluation finds."""
    truth, answers = np.repeat(np.indices((10, 10)).reshape(2, -1), confusion.ravel(), axis=1)
    scores = evaluate(truth.astype(np.uint8), certain_probabilities(answers.astype(np.uint8)))
    np.testing.assert_array_equal(scores.confusion, confusion)
    return matrix_rows(scores.confusion, scores.shares, shown, "0123456789", "test", palette)


@pytest.fixture
def confusion() -> np.ndarray:
    counts = np.diag(np.full(10, 90))
    counts[4, 9] = 12
    counts[9, 4] = 3
    counts[0] = 0
    return counts


def test_a_cell_has_its_sentence_with_truth_first(confusion: np.ndarray) -> None:
    found = rows(confusion)
    assert found[4][9]["name"] == "True 4, predicted 9 · 12 test images (11.8% of true 4)"
    assert found[9][9]["name"] == "True 9, predicted 9 · 90 test images (96.8% of true 9)"


def test_a_digit_that_never_occurs_has_no_percentage(confusion: np.ndarray) -> None:
    assert rows(confusion)[0][1]["name"] == "True 0, predicted 1 · 0 test images"


def test_cells_show_counts_or_percentages_and_nothing_for_zero(confusion: np.ndarray) -> None:
    counts, shares = rows(confusion), rows(confusion, "shares")
    assert (counts[4][9]["text"], shares[4][9]["text"]) == ("12", "11.8")
    assert counts[0][1]["text"] == shares[0][1]["text"] == ""


def test_a_share_that_rounds_to_nothing_is_not_hidden() -> None:
    counts = np.diag(np.full(10, 9_999))
    counts[2, 3] = 1
    assert rows(counts, "shares")[2][3]["text"] == "<0.1"


@both_themes
def test_right_answers_do_not_drown_the_mistakes(confusion: np.ndarray, palette: Palette) -> None:
    found = rows(confusion, palette=palette)
    assert found[4][9]["paper"] == palette.error
    assert {found[digit][digit]["paper"] for digit in range(10)} == {palette.line}
    assert found[1][2]["paper"] == palette.surface


def test_a_matrix_without_a_mistake_has_no_colour() -> None:
    papers = {cell["paper"] for row in rows(np.diag(np.full(10, 5))) for cell in row}
    assert papers == {LIGHT.surface, LIGHT.line}


@both_themes
def test_every_number_in_the_matrix_reads_on_its_cell(palette: Palette) -> None:
    for row in rows(np.arange(100).reshape(10, 10), palette=palette):
        for cell in row:
            assert contrast(cell["ink"], cell["paper"]) >= 4.5


@pytest.fixture
def boxes() -> Iterator[dict[str, int]]:
    """What is set in the boxes, by their keys."""
    found: dict[str, int] = {}
    with patch.object(WidgetSlot, "set", lambda slot, value: found.update({slot.key: value})):
        yield found


def pick(sent: object) -> None:
    with patch.object(PickSlot, "picked", return_value=sent):
        cell_choice._take_pick(class_count=10)


@pytest.mark.parametrize("sent", [None, [4, 10], [-1, 0], [4], "49", {"row": 4}, [[4], 9]])
def test_only_a_cell_of_the_matrix_is_taken_from_the_browser(boxes: dict[str, int], sent: object) -> None:
    pick(sent)
    assert boxes == {}


def test_a_picked_cell_goes_into_the_two_boxes(boxes: dict[str, int]) -> None:
    pick([4, 9])
    assert boxes == {"true-label": 4, "predicted-label": 9}
