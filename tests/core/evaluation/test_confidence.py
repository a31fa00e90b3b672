"""Predictions counted by their confidence."""

import numpy as np
import pytest

from core.evaluation.confidence import confidence_histogram, shares


def probabilities(*of_first: float) -> np.ndarray:
    """Answers of two classes: the probability of the first one."""
    first = np.array(of_first, np.float32)
    return np.stack([first, 1 - first], axis=1)


def test_correct_and_wrong_predictions_are_counted_apart_each_in_its_bin() -> None:
    found = confidence_histogram(np.array([0, 0, 1, 1], np.uint8), probabilities(0.95, 0.42, 0.31, 0.85))
    assert np.flatnonzero(found.correct).tolist() == [6, 9]  # 0.69 for the second class, 0.95 for the first
    assert np.flatnonzero(found.wrong).tolist() == [5, 8]
    assert found.correct.dtype == found.wrong.dtype == np.int64


def test_every_prediction_is_in_a_bin() -> None:
    generator = np.random.default_rng(0)
    said = generator.dirichlet(np.full(10, 0.3), 500).astype(np.float32)
    said[:3] = np.eye(10, dtype=np.float32)[:3] * np.float32(1.0000001)  # float32 sums may exceed 1
    truth = generator.integers(0, 10, 500, dtype=np.uint8)
    found = confidence_histogram(truth, said, bin_count=7)
    assert len(found.edges) == 8
    assert found.correct.sum() == (said.argmax(axis=1) == truth).sum()
    assert found.correct.sum() + found.wrong.sum() == 500


def test_nothing_to_count_is_refused() -> None:
    with pytest.raises(ValueError, match="no images to evaluate"):
        confidence_histogram(np.zeros(0, np.uint8), np.zeros((0, 10), np.float32))


def test_shares_sum_to_one_and_nothing_has_none() -> None:
    assert shares(np.array([1, 3])).tolist() == [0.25, 0.75]
    assert shares(np.zeros(2, np.int64)).tolist() == [0, 0]
