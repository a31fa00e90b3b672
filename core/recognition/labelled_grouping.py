"""The best grouping of a line among those that say a given string of digits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.recognition.ctc import String

_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScoredGroups:
    """The groups of a line, and how well each serves as a digit or as none.

    Attributes:
        sides: int (groups, 2), at which side or cut each starts and ends; sorted by the end.
        columns: (groups, 2), the first and last column at which a digit may be read that it is.
        scores: (groups, classes), of its being each digit, added up over a grouping.
        left_out: Of its being none.
        elsewhere: What is added where a digit was read at a column that is not the group's.
    """

    sides: NDArray[np.int64]
    columns: _Floats
    scores: _Floats
    left_out: float
    elsewhere: float


def best_groupings(
    groups: ScoredGroups, strings: Sequence[String], columns: Sequence[_Floats]
) -> tuple[_Floats, list[list[int]]]:
    """For each string the best grouping that says it, by dynamic programming.

    Args:
        groups: All of a line.
        strings: Labels from 0, at least one string.
        columns: Of each string, where each of its labels was read.

    Returns:
        The sum of the scores of each string's best grouping, -inf where none has so many groups; and the
        places of the groups that are its digits, from left to right.
    """
    longest = max(len(string) for string in strings)
    labels, where = _padded(strings, columns, longest)
    of_labels = groups.scores[:, labels]  # groups, strings, labels
    inside = (where >= groups.columns[:, :1, np.newaxis]) & (where <= groups.columns[:, 1:, np.newaxis])
    of_labels = np.where(inside, of_labels, of_labels + groups.elsewhere)
    last_side = int(groups.sides[-1, 1])
    best = np.full((last_side + 1, len(strings), longest + 1), -np.inf)
    best[0, :, 0] = 0
    chosen = np.zeros(best.shape, np.int64)  # the group's place + 1, negative where it is left out
    for place, (start, end) in enumerate(groups.sides.tolist()):
        _keep(best[end], chosen[end], best[start] + groups.left_out, -place - 1)
        _keep(best[end, :, 1:], chosen[end, :, 1:], best[start, :, :-1] + of_labels[place], place + 1)
    lengths = np.array([len(string) for string in strings])
    sums = best[-1, np.arange(len(strings)), lengths]
    found = [
        _traced(groups.sides, chosen[:, row], length) if sums[row] > -np.inf else []
        for row, length in enumerate(lengths.tolist())
    ]
    return sums, found


def _keep(best: _Floats, chosen: NDArray[np.int64], scores: _Floats, choice: int) -> None:
    """Takes what is better than the best so far, in place."""
    is_better = scores > best
    best[is_better] = scores[is_better]
    chosen[is_better] = choice


def _padded(
    strings: Sequence[String], columns: Sequence[_Floats], longest: int
) -> tuple[NDArray[np.int64], _Floats]:
    """Labels and columns of all strings, (strings, longest) each; 0 and nan behind a string's end."""
    labels = np.zeros((len(strings), longest), np.int64)
    where = np.full(labels.shape, np.nan)
    for row, (string, places) in enumerate(zip(strings, columns, strict=True)):
        labels[row, : len(string)] = string
        where[row, : len(string)] = places
    return labels, where


def _traced(sides: NDArray[np.int64], chosen: NDArray[np.int64], labels: int) -> list[int]:
    """The places of the groups that are the labels of one string, from left to right."""
    found = []
    side = len(chosen) - 1
    while side > 0:
        choice = int(chosen[side, labels])
        if choice > 0:
            found.append(choice - 1)
            labels -= 1
        side = int(sides[abs(choice) - 1, 0])
    return found[::-1]
