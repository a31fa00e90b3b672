"""Labels in doubt, against a plain computation and against wrong labels that were planted."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.evaluation.label_issues import (
    LabelIssues,
    class_thresholds,
    find_label_issues,
    mean_probabilities,
)

CLASSES = 10


def answers(truth: NDArray[np.uint8], seed: int, sharpness: float = 4) -> NDArray[np.float32]:
    """Probabilities of a model that mostly knows the truth, but is not sure of itself everywhere."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(len(truth), CLASSES))
    scores[np.arange(len(truth)), truth] += sharpness
    shares = np.exp(scores)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


def issues_by_hand(labels: list[int], said: list[list[float]]) -> list[tuple[int, int, bool, float]]:
    """Position, suggested class, confidence and margin of each issue, from the definitions, one by one."""
    thresholds = []
    for each in range(len(said[0])):
        own = [p[each] for p, label in zip(said, labels, strict=True) if label == each]
        thresholds.append(sum(own) / len(own) if own else float("inf"))
    found = []
    for position, (label, p) in enumerate(zip(labels, said, strict=True)):
        reaching = [each for each in range(len(p)) if p[each] >= thresholds[each]]
        confident = max(reaching, key=lambda each: p[each]) if reaching else label
        most_probable = max(range(len(p)), key=lambda each: p[each])
        suggested = confident if confident != label else most_probable
        if suggested != label:
            margin = p[label] - max(share for each, share in enumerate(p) if each != label)
            found.append((position, suggested, confident != label, margin))
    return sorted(found, key=lambda issue: (not issue[2], issue[3], issue[0]))


def as_tuples(found: LabelIssues) -> list[tuple[int, int, bool, float]]:
    columns = (found.positions, found.suggested, found.is_confident, found.margins)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.parametrize("sharpness", [1.5, 3, 5])
def test_the_issues_are_those_of_the_definitions(sharpness: float) -> None:
    rng = np.random.default_rng(5)
    truth = rng.integers(0, CLASSES, 600).astype(np.uint8)
    labels = np.where(rng.random(600) < 0.1, rng.integers(0, CLASSES, 600), truth).astype(np.uint8)
    said = answers(truth, 6, sharpness).astype(np.float64)
    expected = issues_by_hand(labels.tolist(), said.tolist())
    assert len(expected) > 10
    found = as_tuples(find_label_issues(labels, said))
    assert [issue[:3] for issue in found] == [issue[:3] for issue in expected]
    np.testing.assert_allclose([issue[3] for issue in found], [issue[3] for issue in expected])


def test_planted_wrong_labels_come_first_and_with_the_right_suggestion() -> None:
    truth = np.tile(np.arange(CLASSES, dtype=np.uint8), 200)
    labels, planted = truth.copy(), np.arange(7, 2_000, 101)
    labels[planted] = (truth[planted] + 3) % CLASSES
    said = mean_probabilities([answers(truth, seed, 6) for seed in range(5)])
    found = find_label_issues(labels, said)
    confident = found.positions[found.is_confident]
    assert set(confident) <= set(planted)
    assert len(confident) > len(planted) / 3
    assert set(planted) <= set(found.positions)
    assert found.suggested.tolist() == truth[found.positions].tolist()
    assert found.positions[: len(confident)].tolist() == confident.tolist()


def test_a_threshold_is_the_mean_self_confidence_of_its_class_and_an_empty_class_has_none() -> None:
    labels = np.array([0, 0, 1], np.uint8)
    said = np.array([[0.9, 0.1, 0.0], [0.5, 0.1, 0.4], [0.2, 0.8, 0.0]])
    np.testing.assert_allclose(class_thresholds(labels, said), [0.7, 0.8, np.inf])


def test_a_label_is_contradicted_with_confidence_by_a_class_that_reaches_its_threshold() -> None:
    labels = np.array([0, 0, 1, 0], np.uint8)
    said = np.array([[0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.1, 0.9]])
    found = find_label_issues(labels, said)
    assert as_tuples(found) == [(3, 1, True, 0.1 - 0.9)]
    said[3] = [0.45, 0.55]  # more than the label's, less than the 0.8 of the others that are 1
    assert as_tuples(find_label_issues(labels, said)) == [(3, 1, False, 0.45 - 0.55)]
    said[3] = [0.55, 0.45]
    assert as_tuples(find_label_issues(labels, said)) == []


def test_each_model_has_the_same_weight() -> None:
    said = [
        np.array([[0.2, 0.8]], np.float32),
        np.array([[1, 0]], np.float32),
        np.array([[0, 1]], np.float32),
    ]
    np.testing.assert_allclose(mean_probabilities(said), [[0.4, 0.6]])
    assert mean_probabilities(said).dtype == np.float64


def test_what_cannot_be_computed_is_refused() -> None:
    with pytest.raises(ValueError, match="no answers"):
        mean_probabilities([])
    with pytest.raises(ValueError, match=r"labels must be \(n,\)"):
        find_label_issues(np.zeros(2, np.uint8), np.full((3, 2), 0.5))
    with pytest.raises(ValueError, match="not numbers"):
        find_label_issues(np.zeros(1, np.uint8), np.array([[np.nan, 1.0]]))


def test_without_images_nothing_is_in_doubt() -> None:
    assert as_tuples(find_label_issues(np.zeros(0, np.uint8), np.zeros((0, 3)))) == []
