"""Pieces of a line to groups that may be digits, and the best way to part a line into groups.

The best way has the highest sum of the groups' scores, found by dynamic programming.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.ink import Ink
from core.recognition.preparation import prepare_strokes
from core.recognition.segmentation import Box, Piece

_MOST_PIECES: Final = 8
"""Of one group."""
_WIDEST_GROUP: Final = 1.6
"""Of the line's height."""
_WIDEST_GAP: Final = 0.3
"""Of the line's height, between two pieces of one digit, such as the bar of a 5."""
_LEAST_PROBABILITY: Final = 1e-4
"""Keeps a single doubtful digit from deciding how a whole line is grouped."""
_LOWEST_DIGIT: Final = 0.4
"""Of the line's height; what is lower is a comma, a dash or a piece of something, whatever its form."""


@dataclass(frozen=True, eq=False)
class Group:
    """Pieces of a line that may be a digit: from `start` to `end` - 1.

    Attributes:
        box: Around them, see `Box`.
        image: uint8 (28, 28), the group in MNIST's form.
        is_low: Whether it is too low for a digit of this line.
    """

    start: int
    end: int
    box: Box
    image: NDArray[np.uint8]
    is_low: bool


def group_of(pieces: Sequence[Piece], ink: Ink, start: int = 0, height: float = 0) -> Group:
    """A group of pieces as the models are to see it.

    Args:
        pieces: Neighbours on a line, at least one.
        ink: The picture's.
        start: The place of the first of them on the line.
        height: The line's, in pixels.
    """
    box, strokes = _together(pieces)
    top, left, bottom, right = box
    image = prepare_strokes(ink.levels[top:bottom, left:right], strokes)
    return Group(start, start + len(pieces), box, image, bottom - top < _LOWEST_DIGIT * height)


def find_groups(pieces: Sequence[Piece], ink: Ink, height: float) -> Iterator[Group]:
    """All groups of a line's pieces that may be digits, sorted by their end; each piece alone is one.

    Args:
        pieces: From left to right.
        ink: The picture's.
        height: The line's, in pixels.
    """
    for end in range(1, len(pieces) + 1):
        for start in range(end - 1, max(-1, end - 1 - _MOST_PIECES), -1):
            chosen = pieces[start:end]
            if len(chosen) > 1 and not _may_belong(chosen, height):
                break
            yield group_of(chosen, ink, start, height)


def best_grouping(groups: Sequence[Group], probabilities: NDArray[np.float32]) -> list[int]:
    """The places of the groups that part the line best, from left to right.

    Args:
        groups: All of a line, as `find_groups` sorts them; at least one.
        probabilities: (groups,), how probable it is that each is the digit that it is taken for; the score is
            its logarithm.
    """
    scores = np.log(np.maximum(probabilities, _LEAST_PROBABILITY))
    best = np.full(groups[-1].end + 1, -np.inf)
    best[0] = 0
    last = np.zeros(len(best), np.int64)
    for place, group in enumerate(groups):
        score = best[group.start] + scores[place]
        if score > best[group.end]:
            best[group.end], last[group.end] = score, place
    chosen = []
    end = groups[-1].end
    while end > 0:
        chosen.append(int(last[end]))
        end = groups[last[end]].start
    return chosen[::-1]


def _may_belong(pieces: Sequence[Piece], height: float) -> bool:
    """Whether pieces are near enough to each other to be one digit."""
    gap = min(piece.box[1] for piece in pieces[1:]) - pieces[0].box[3]
    width = max(piece.box[3] for piece in pieces) - min(piece.box[1] for piece in pieces)
    return gap <= _WIDEST_GAP * height and width <= _WIDEST_GROUP * height


def _together(pieces: Sequence[Piece]) -> tuple[Box, NDArray[np.bool_]]:
    """The box around pieces, and their pixels in it."""
    edges = np.array([piece.box for piece in pieces])
    top, left = edges[:, :2].min(axis=0).tolist()
    bottom, right = edges[:, 2:].max(axis=0).tolist()
    strokes = np.zeros((bottom - top, right - left), bool)
    for piece in pieces:
        rows = slice(piece.box[0] - top, piece.box[2] - top)
        strokes[rows, piece.box[1] - left : piece.box[3] - left] |= piece.strokes
    return (top, left, bottom, right), strokes
