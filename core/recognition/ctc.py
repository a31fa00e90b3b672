"""What a model that was trained by connectionist temporal classification says of a sequence.

Such a model answers at each time step with probabilities of labels and of the blank. A string is said by
every path through the steps that becomes the string when labels that repeat are merged and blanks are left
out (Graves et al. 2006, https://doi.org/10.1145/1143844.1143891).

Shapes: log probabilities are (steps, 1 + labels), the blank first; strings are tuples of labels, from 0.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

String = tuple[int, ...]
_Floats = NDArray[np.float64]

BLANK: Final = 0
_NEGLIGIBLE: Final = -9.0
"""Log probability below which the search for likely strings does not try a label at a step."""
IMPOSSIBLE: Final = -1e20
"""Log probability below which no path says a string: it has more labels than the steps allow."""
_NEVER: Final = -1e30


def log_likelihoods(log_probabilities: _Floats, strings: Sequence[String]) -> _Floats:
    """The logarithm of how probable each string is, over all of its paths: (strings,).

    Args:
        log_probabilities: (steps, 1 + labels).
        strings: Of any lengths; see `IMPOSSIBLE`.
    """
    states, may_skip = _states(strings)
    of_states = log_probabilities[:, states]  # steps, strings, states
    # Two states more before the first one, in which no path ever is.
    padded = np.full((len(strings), states.shape[1] + 2), _NEVER)
    alpha, one, two = padded[:, 2:], padded[:, 1:-1], padded[:, :-2]
    alpha[:, :2] = of_states[0, :, :2]
    skip = np.where(may_skip, 0, _NEVER)
    for of_step in of_states[1:]:
        alpha[:] = np.logaddexp(np.logaddexp(alpha, one), two + skip) + of_step
    ends = 2 * np.array([len(string) for string in strings])
    every = np.arange(len(strings))
    return np.asarray(np.logaddexp(alpha[every, ends], np.where(ends, alpha[every, ends - 1], _NEVER)))


def _states(strings: Sequence[String]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Strings with blanks between their labels, (n, 2 x longest + 1), and which blanks may be skipped."""
    longest = max([1, *(len(string) for string in strings)])
    states = np.full((len(strings), 2 * longest + 1), BLANK)
    for row, string in enumerate(strings):
        states[row, 1 : 2 * len(string) : 2] = np.array(string, np.int64) + 1
    may_skip = np.zeros(states.shape, bool)
    may_skip[:, 2:] = (states[:, 2:] != BLANK) & (states[:, 2:] != states[:, :-2])
    return states, may_skip


def likely_strings(log_probabilities: _Floats, count: int) -> list[String]:
    """The most probable strings, by a search over prefixes that keeps so many at each step; best first.

    Args:
        log_probabilities: (steps, 1 + labels).
        count: How many.
    """
    # Of each prefix the log probabilities of the paths that end in a blank, and of those that do not.
    beams: dict[String, tuple[float, float]] = {(): (0.0, _NEVER)}
    for of_step in log_probabilities:
        labels = [int(label) for label in np.flatnonzero(of_step > _NEGLIGIBLE) if label != BLANK]
        blank = float(of_step[BLANK])
        if not labels:
            beams = {prefix: (_plus(*ends) + blank, _NEVER) for prefix, ends in beams.items()}
            continue
        found: dict[String, tuple[float, float]] = {}
        for prefix, (in_blank, in_label) in beams.items():
            whole = _plus(in_blank, in_label)
            _add(found, prefix, 0, whole + blank)
            for label in labels:
                chance = float(of_step[label])
                longer = (*prefix, label - 1)
                if prefix and prefix[-1] == label - 1:
                    _add(found, prefix, 1, in_label + chance)
                    _add(found, longer, 1, in_blank + chance)
                else:
                    _add(found, longer, 1, whole + chance)
        best = sorted(found, key=lambda prefix: -_plus(*found[prefix]))[:count]
        beams = {prefix: found[prefix] for prefix in best}
    return sorted(beams, key=lambda prefix: -_plus(*beams[prefix]))


def _plus(one: float, other: float) -> float:
    """The logarithm of the sum of two probabilities, from their logarithms."""
    high, low = (one, other) if one > other else (other, one)
    return high + math.log1p(math.exp(low - high))


def _add(found: dict[String, tuple[float, float]], prefix: String, end: int, value: float) -> None:
    in_blank, in_label = found.get(prefix, (_NEVER, _NEVER))
    found[prefix] = (in_blank, _plus(in_label, value)) if end else (_plus(in_blank, value), in_label)


def alignment(log_probabilities: _Floats, string: String) -> NDArray[np.int64]:
    """At which steps the best path of a string says each of its labels: (labels, 2), first and last step.

    Args:
        log_probabilities: (steps, 1 + labels).
        string: One that the steps allow.
    """
    (states,), (may_skip,) = _states([string])
    states, may_skip = states[: 2 * len(string) + 1], may_skip[: 2 * len(string) + 1]
    of_states = log_probabilities[:, states]
    ways = np.zeros(of_states.shape, np.int64)
    best = np.full(len(states), _NEVER)
    best[:2] = of_states[0, :2]
    for step, of_step in enumerate(of_states[1:], start=1):
        one = np.concatenate([[_NEVER], best[:-1]])
        two = np.where(may_skip, np.concatenate([[_NEVER, _NEVER], best[:-2]])[: len(best)], _NEVER)
        choices = np.stack([best, one, two])
        ways[step] = choices.argmax(axis=0)
        best = choices.max(axis=0) + of_step
    state = len(states) - 1 - int(len(states) > 1 and best[-2] > best[-1])
    path = np.empty(len(of_states), np.int64)
    for step in range(len(of_states) - 1, -1, -1):
        path[step] = state
        state -= ways[step, state]
    steps = [np.flatnonzero(path == 2 * place + 1) for place in range(len(string))]
    return np.array([(each[0], each[-1]) for each in steps], np.int64).reshape(-1, 2)
