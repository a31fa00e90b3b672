"""What a line says: the line reader's word on the whole, and the two models' on its groups.

The line reader needs no cuts, so it reads digits that no cut leaves whole. It proposes strings; the one that
is taken is the most probable by the line reader and by the best grouping that says it, together. That
grouping tells where each digit is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.ctc import IMPOSSIBLE, String, alignment, likely_strings, log_likelihoods
from core.recognition.detector import DigitDetector
from core.recognition.grouping import Group, best_grouping
from core.recognition.labelled_grouping import ScoredGroups, best_groupings
from core.recognition.line_image import LineImage
from core.recognition.line_reader import LineReader, column_of
from core.recognition.predictor import IMAGE_SHAPE, Predictor

STRINGS: Final = 6
"""How many of the line reader's strings are looked at."""
_LEAST_OF_DIGIT: Final = 0.02
"""Probability of one digit below which no group is a digit, unless the line reader reads one there: a plus, a
comma, a speck."""
_LEAST: Final = 1e-4
"""The least probability of one digit that counts in a score."""
_LEAST_OF_CLASS: Final = 1e-3
"""Keeps a single doubtful digit from deciding what a whole line says."""
_LEFT_OUT: Final = float(np.log(_LEAST))
"""The score of a group that is no digit."""
_ELSEWHERE: Final = -5.0
"""What is added to the score of a digit that was read beside its group."""
_BESIDE: Final = 0.1
"""Of the line's height: how far beside its group a digit may be read."""


@dataclass(frozen=True, eq=False)
class Judged:
    """The groups of a line as two models judge them.

    Attributes:
        groups: See `core.recognition.grouping.find_groups`.
        of_digit: (groups,), how probable it is that each is one digit; 0 where it is too low for its line.
        of_class: (groups, classes), how probable each class is; 0 where a group is surely no digit.
    """

    groups: Sequence[Group]
    of_digit: NDArray[np.float32]
    of_class: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Found:
    """A digit of a line.

    Attributes:
        place: Of its group.
        probabilities: float32 (classes,).
    """

    place: int
    probabilities: NDArray[np.float32]


def images_of(groups: Sequence[Group]) -> NDArray[np.uint8]:
    """What the models are to judge: (n, 28, 28)."""
    return np.array([group.image for group in groups], np.uint8).reshape(-1, *IMAGE_SHAPE)


def judge(groups: Sequence[Group], predictor: Predictor, detector: DigitDetector) -> Judged:
    """Asks the two models about all groups of a line."""
    images = images_of(groups)
    is_low = np.array([group.is_low for group in groups], bool)
    of_digit = np.where(is_low, np.float32(0), detector.probabilities(images))
    of_class = np.zeros((len(groups), predictor.class_count), np.float32)
    likely = of_digit >= _LEAST_OF_DIGIT
    of_class[likely] = predictor.probabilities(images[likely])
    return Judged(groups, of_digit, of_class)


def digits_of_grouping(judged: Judged) -> list[Found]:
    """The digits of the best grouping, from left to right."""
    places = best_grouping(judged.groups, judged.of_digit * judged.of_class.max(axis=1))
    return [
        Found(place, judged.of_class[place]) for place in places if judged.of_digit[place] >= _LEAST_OF_DIGIT
    ]


def digits_of_line(judged: Judged, line: LineImage, reader: LineReader, predictor: Predictor) -> list[Found]:
    """The digits that the line reader and the groups tell together, from left to right.

    Args:
        judged: The groups of the line.
        line: The line as the line reader gets it.
        reader: Tells how many digits there are and where, and has a say in which grouping is the best one.
        predictor: The model of the digits. If it is the shipped one, the line reader has a say in what each
            digit is, too; a run speaks for itself.
    """
    plain = digits_of_grouping(judged)
    told = reader.log_probabilities(line)
    string, places = _best_string(judged, line, told, _string(plain))
    if len(places) != len(string):
        return plain
    of_groups = _of_class(judged, places, predictor)
    if not predictor.is_shipped:
        return [Found(*each) for each in zip(places, of_groups, strict=True)]
    of_labels = _of_labels(told, string, predictor.class_count)
    both = [_combined(*each) for each in zip(of_groups, of_labels, strict=True)]
    return [Found(*each) for each in zip(places, both, strict=True)]


def _best_string(
    judged: Judged, line: LineImage, told: NDArray[np.float64], plain: String
) -> tuple[String, list[int]]:
    """The most probable string, and the places of the groups that are its digits, if any are.

    Args:
        judged: The groups of the line.
        line: The line as the line reader gets it.
        told: The line reader's log probabilities, (steps, 11).
        plain: What the best grouping says, which is one of the strings that are looked at.
    """
    strings = list(dict.fromkeys([*likely_strings(told, STRINGS), plain]))
    likelihoods = log_likelihoods(told, strings)
    possible = np.flatnonzero(likelihoods > IMPOSSIBLE).tolist()
    strings, likelihoods = [strings[place] for place in possible], likelihoods[possible]
    columns = [
        np.array([column_of(float(step), line) for step in alignment(told, string).mean(axis=1)])
        for string in strings
    ]
    scores, groupings = best_groupings(_scored(judged, line.height), strings, columns)
    best = int((likelihoods + scores).argmax())
    return strings[best], groupings[best]


def _of_class(judged: Judged, places: Sequence[int], predictor: Predictor) -> NDArray[np.float32]:
    """How probable each class is for some groups, (n, classes); what seemed no digit is asked for now."""
    found = judged.of_class[places]
    is_missing = ~found.any(axis=1)
    found[is_missing] = predictor.probabilities(
        images_of([judged.groups[place] for place in places])[is_missing]
    )
    return found


def _string(found: Sequence[Found]) -> String:
    return tuple(int(each.probabilities.argmax()) for each in found)


def _scored(judged: Judged, height: float) -> ScoredGroups:
    boxes = np.array([group.box for group in judged.groups])
    of_digit = np.log(np.maximum(judged.of_digit, _LEAST))[:, np.newaxis]
    return ScoredGroups(
        sides=np.array([(group.start, group.end) for group in judged.groups]),
        columns=boxes[:, [1, 3]] + np.array([-_BESIDE, _BESIDE]) * height,
        scores=of_digit + np.log(np.maximum(judged.of_class, _LEAST_OF_CLASS)),
        left_out=_LEFT_OUT,
        elsewhere=_ELSEWHERE,
    )


def _of_labels(told: NDArray[np.float64], string: String, classes: int) -> NDArray[np.float64]:
    """How probable each class is in place of each label, the others as they are: (labels, classes)."""
    others = [
        (*string[:place], label, *string[place + 1 :])
        for place in range(len(string))
        for label in range(classes)
    ]
    if not others:
        return np.empty((0, classes))
    of_strings = log_likelihoods(told, others).reshape(-1, classes)
    chances = np.exp(of_strings - of_strings.max(axis=1, keepdims=True))
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def _combined(of_group: NDArray[np.float32], by_line: NDArray[np.float64]) -> NDArray[np.float32]:
    """The probabilities of a digit by its group and by its line, as those of one model."""
    both = np.maximum(of_group, _LEAST_OF_CLASS) * by_line
    return np.asarray(both / both.sum(), np.float32)
