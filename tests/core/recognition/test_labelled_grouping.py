"""The best grouping that says a string, against a look at all groupings."""

import itertools

import numpy as np
import pytest

from core.recognition.labelled_grouping import ScoredGroups, best_groupings

SIDES = 5
CLASSES = 3


def groups(seed: int) -> ScoredGroups:
    """All groups between five sides that are up to three apart, with scores at random."""
    rng = np.random.default_rng(seed)
    sides = sorted(
        ((start, end) for start, end in itertools.combinations(range(SIDES), 2) if end - start <= 3),
        key=lambda pair: pair[1],
    )
    columns = 10.0 * np.array(sides)
    return ScoredGroups(np.array(sides), columns, rng.normal(size=(len(sides), CLASSES)), -1.0, -2.0)


def by_looking_at_all(given: ScoredGroups, string: tuple[int, ...], where: list[float]) -> float:
    """The highest sum of scores over all ways to go from side to side and to say the string."""
    best = -np.inf
    places = range(len(given.sides))
    for count in range(1, SIDES):
        for way in itertools.combinations(places, count):
            steps = sorted(given.sides[place].tolist() for place in way)
            ends = [0, *(end for _, end in steps)]
            if [start for start, _ in steps] != ends[:-1] or ends[-1] != SIDES - 1:
                continue
            ordered = sorted(way, key=lambda place: given.sides[place, 0])
            for digits in itertools.combinations(range(count), len(string)):
                total = given.left_out * (count - len(string))
                for digit, label, column in zip(digits, string, where, strict=True):
                    first, last = given.columns[ordered[digit]]
                    total += given.scores[ordered[digit], label]
                    total += 0 if first <= column <= last else given.elsewhere
                best = max(best, total)
    return best


@pytest.mark.parametrize("seed", range(4))
def test_the_best_grouping_is_the_best_of_all_that_say_the_string(seed: int) -> None:
    given = groups(seed)
    strings = [(0, 2, 1), (1,), (), (2, 2), (0, 0, 0, 0, 0)]
    where = [[5.0, 15.0, 35.0], [22.0], [], [12.0, 28.0], [1.0, 2.0, 3.0, 4.0, 5.0]]
    sums, found = best_groupings(given, strings, [np.array(each) for each in where])
    expected = [by_looking_at_all(given, *each) for each in zip(strings, where, strict=True)]
    np.testing.assert_allclose(sums, expected)
    assert sums[-1] == -np.inf  # four groups at most
    assert [len(places) for places in found] == [3, 1, 0, 2, 0]
    for places in found:
        ends = [given.sides[place].tolist() for place in places]
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(ends))
