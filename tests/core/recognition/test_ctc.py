"""What a sequence of probabilities says, against a count of all paths."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from core.recognition.ctc import IMPOSSIBLE, String, alignment, likely_strings, log_likelihoods

STEPS, LABELS = 5, 2


def told(seed: int) -> NDArray[np.float64]:
    """Log probabilities of five steps, two labels and the blank."""
    return np.log(np.random.default_rng(seed).dirichlet(np.full(LABELS + 1, 0.6), STEPS))


def said_by(path: tuple[int, ...]) -> String:
    merged = [label for place, label in enumerate(path) if place == 0 or label != path[place - 1]]
    return tuple(label - 1 for label in merged if label)


def all_strings(log_probabilities: NDArray[np.float64]) -> dict[String, float]:
    """How probable each string is: the sum over all of its paths."""
    found: dict[String, float] = {}
    for path in itertools.product(range(LABELS + 1), repeat=STEPS):
        chance = float(np.exp(log_probabilities[range(STEPS), path].sum()))
        found[said_by(path)] = found.get(said_by(path), 0) + chance
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_string_is_as_probable_as_all_its_paths_together(seed: int) -> None:
    expected = all_strings(told(seed))
    found = np.exp(log_likelihoods(told(seed), list(expected)))
    np.testing.assert_allclose(found, list(expected.values()), rtol=1e-9)
    assert found.sum() == pytest.approx(1)


def test_a_string_that_needs_more_steps_than_there_are_is_impossible() -> None:
    fitting, too_long = log_likelihoods(told(0), [(0, 1, 0, 1, 0), (0, 0, 0, 0)])
    assert fitting > IMPOSSIBLE > too_long


@pytest.mark.parametrize("seed", range(5))
def test_the_likely_strings_are_the_most_probable_ones_best_first(seed: int) -> None:
    expected = all_strings(told(seed))
    ranked = sorted(expected, key=lambda string: -expected[string])
    assert likely_strings(told(seed), 20)[:4] == ranked[:4]


def test_each_label_is_found_at_the_steps_that_say_it() -> None:
    path = (0, 2, 2, 0, 1, 0, 1, 1)
    certain = np.log(np.full((len(path), LABELS + 1), 0.05))
    certain[range(len(path)), path] = np.log(0.9)
    assert alignment(certain, said_by(path)).tolist() == [[1, 2], [4, 4], [6, 7]]
    assert alignment(certain, ()).shape == (0, 2)
