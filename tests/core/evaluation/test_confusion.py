"""The scores of a model, against scikit-learn and the formulas."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_score, recall_score

from core.evaluation.confusion import (
    ConfusedPair,
    evaluate,
    images_of_cell,
    most_confident_errors,
    most_confused,
)

Truth = NDArray[np.uint8]
Probabilities = NDArray[np.float32]


def answers(n: int = 500, seed: int = 0) -> tuple[Truth, Probabilities]:
    """A model that is right about half of the time, and its truth."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, 10, n, dtype=np.uint8)
    probabilities = generator.dirichlet(np.full(10, 0.3), n).astype(np.float32)
    probabilities[np.arange(n), truth] += 0.4
    return truth, probabilities / probabilities.sum(axis=1, keepdims=True)


def answer(digit: int, probability: float, truth: int, of_truth: float = 0.0) -> Probabilities:
    """One answer: `probability` for `digit`, `of_truth` for the truth, the rest for the remaining digits."""
    row = np.full(10, (1 - probability - of_truth) / 8, np.float32)
    row[digit], row[truth] = probability, of_truth
    return row


def test_the_scores_are_those_of_scikit_learn() -> None:
    truth, probabilities = answers()
    predicted, evaluation = probabilities.argmax(axis=1), evaluate(truth, probabilities)
    assert evaluation.accuracy == accuracy_score(truth, predicted)
    np.testing.assert_array_equal(evaluation.confusion, confusion_matrix(truth, predicted))
    for score, function in [
        (evaluation.precision, precision_score),
        (evaluation.recall, recall_score),
        (evaluation.f1, f1_score),
    ]:
        np.testing.assert_allclose(score, function(truth, predicted, average=None))
    np.testing.assert_array_equal(evaluation.support, np.bincount(truth))


def test_rows_of_the_matrix_are_truth_and_columns_are_prediction() -> None:
    evaluation = evaluate(np.array([4, 4, 9], np.uint8), np.eye(10, dtype=np.float32)[[9, 4, 9]])
    assert evaluation.confusion[4, 9] == 1
    assert evaluation.confusion[9, 4] == 0
    assert evaluation.confusion.shape == (10, 10)
    assert evaluation.confusion.dtype == np.int64


def test_shares_of_a_row_sum_to_one_and_a_row_without_images_is_zero() -> None:
    truth, probabilities = answers()
    kept = truth != 7
    evaluation = evaluate(truth[kept], probabilities[kept])
    np.testing.assert_allclose(evaluation.shares.sum(axis=1), np.arange(10) != 7)


def test_a_digit_that_never_occurs_has_scores_of_zero_without_a_warning() -> None:
    truth = np.zeros(3, np.uint8)
    evaluation = evaluate(truth, np.eye(10, dtype=np.float32)[truth])
    assert evaluation.precision[1] == evaluation.recall[1] == evaluation.f1[1] == 0
    assert evaluation.f1[0] == 1


@pytest.mark.parametrize(("correct", "n"), [(0, 10), (95, 100), (9883, 10_000), (10, 10)])
def test_the_interval_is_wilsons_as_scipy_has_it(correct: int, n: int) -> None:
    truth = np.zeros(n, np.uint8)
    predicted = np.where(np.arange(n) < correct, 0, 1)
    interval = evaluate(truth, np.eye(10, dtype=np.float32)[predicted]).interval
    expected = binomtest(correct, n).proportion_ci(0.95, method="wilson")
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_cells_images_are_exactly_its_count_with_the_most_probable_first() -> None:
    truth, probabilities = answers()
    evaluation, predicted = evaluate(truth, probabilities), probabilities.argmax(axis=1)
    for row, column in [(3, 3), (4, 9), (0, 6)]:
        positions = images_of_cell(truth, probabilities, row, column)
        assert len(positions) == evaluation.confusion[row, column]
        assert set(truth[positions]) <= {row}
        assert set(predicted[positions]) <= {column}
        assert (np.diff(probabilities[positions, column]) <= 0).all()


def test_images_of_equal_confidence_stay_in_file_order() -> None:
    truth = np.full(300, 4, np.uint8)
    probabilities = np.repeat([answer(9, 0.8, 4, 0.1)], 300, axis=0)
    np.testing.assert_array_equal(images_of_cell(truth, probabilities, 4, 9), np.arange(300))
    np.testing.assert_array_equal(most_confident_errors(truth, probabilities, 1000), np.arange(300))


def test_the_worst_mistake_is_the_surest_one_and_ties_go_to_the_least_idea_of_the_truth() -> None:
    truth = np.array([4, 4, 4, 4], np.uint8)
    probabilities = np.stack(
        [answer(9, 0.6, 4, 0.3), answer(9, 0.6, 4, 0.1), answer(9, 0.9, 4, 0.05), answer(4, 0.9, 4, 0.9)]
    )
    assert most_confident_errors(truth, probabilities, 10).tolist() == [2, 1, 0]
    assert most_confident_errors(truth, probabilities, 1).tolist() == [2]


def test_the_most_confused_digits_come_first_and_right_answers_are_no_confusion() -> None:
    truth = np.array([4] * 3 + [7] * 2 + [0] * 9 + [3] * 2, np.uint8)
    predicted = np.array([9] * 3 + [1] * 2 + [0] * 9 + [5] * 2)
    evaluation = evaluate(truth, np.eye(10, dtype=np.float32)[predicted])
    assert most_confused(evaluation, 5) == [
        ConfusedPair(4, 9, 3),
        ConfusedPair(3, 5, 2),
        ConfusedPair(7, 1, 2),
    ]
    assert most_confused(evaluation, 1) == [ConfusedPair(4, 9, 3)]
    assert most_confused(evaluation, 0) == []


@pytest.mark.parametrize(
    ("truth", "probabilities", "message"),
    [
        (np.zeros(0, np.uint8), np.zeros((0, 10), np.float32), "no images"),
        (np.zeros(3, np.uint8), np.zeros((4, 10), np.float32), r"\(3,\) and \(4, 10\)"),
        (np.zeros(3, np.uint8), np.zeros(3, np.float32), r"\(3,\) and \(3,\)"),
        (np.zeros((3, 1), np.uint8), np.zeros((3, 10), np.float32), r"\(3, 1\)"),
        (np.full(3, 10, np.uint8), np.zeros((3, 10), np.float32), r"10\.\.10"),
        (np.zeros(3, np.uint8), np.full((3, 10), np.nan, np.float32), "3 of 3 images are not numbers"),
        (np.zeros(3, np.uint8), np.full((3, 10), np.inf, np.float32), "3 of 3 images are not numbers"),
    ],
)
def test_impossible_input_is_refused_with_its_value(
    truth: Truth, probabilities: Probabilities, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        evaluate(truth, probabilities)


def test_a_cell_outside_the_matrix_and_a_negative_limit_are_refused() -> None:
    truth, probabilities = answers(20)
    with pytest.raises(ValueError, match="10"):
        images_of_cell(truth, probabilities, 3, 10)
    with pytest.raises(ValueError, match="-1"):
        most_confident_errors(truth, probabilities, -1)
    with pytest.raises(ValueError, match="-1"):
        most_confused(evaluate(truth, probabilities), -1)
