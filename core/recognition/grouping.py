"""Pieces of a line to groups that may be digits, and the best way to part a line into groups.

The best way has the highest sum of the groups' scores, found by dynamic programming.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.ink import Ink
from core.recognition.preparation import prepare_strokes
from core.recognition.segmentation import Box, CutPart, Piece

MOST_PARTS: Final = 4
"""Of one group: the hat of a 5 and a stroke that is broken."""
_WIDEST_GROUP: Final = 1.25
"""Of the line's height."""
_WIDEST_MEAN: Final = 2 * _WIDEST_GROUP
"""Of the line's height, between the mean columns of two cuts that lean."""
_NARROWEST_PIECE: Final = 0.08
"""Of the line's height: what a cut leaves at least."""
_WIDEST_GAP: Final = 0.3
"""Of the line's height, between two pieces of one digit, such as the bar of a 5."""
_LEAST_PROBABILITY: Final = 1e-4
"""Keeps a single doubtful digit from deciding how a whole line is grouped."""
LOWEST_DIGIT: Final = 0.4
"""Of the line's height; what is lower is a comma, a dash or a piece of something, whatever its form."""
_LOWEST_CUT: Final = 0.55
"""The same for what was cut out of a larger part: a plus is none of two digits."""


@dataclass(frozen=True, eq=False)
class Group:
    """Pieces of a line that may be a digit, from the side or cut numbered `start` to the one numbered `end`.

    Attributes:
        pieces: One of each part that it has a share in.
        box: Around them, see `Box`.
        image: uint8 (28, 28), the group in MNIST's form.
        is_low: Whether it is too low for a digit of this line.
    """

    start: int
    end: int
    pieces: Sequence[Piece]
    box: Box
    image: NDArray[np.uint8]
    is_low: bool


def group_of(
    pieces: Sequence[Piece], ink: Ink, sides: tuple[int, int] = (0, 1), least_height: float = 0
) -> Group:
    """A group of pieces as the models are to see it.

    Args:
        pieces: Neighbours on a line, at least one.
        ink: The picture's.
        sides: Where it starts and ends on the line.
        least_height: Of a digit on this line, in pixels.
    """
    box, strokes = together(pieces)
    top, left, bottom, right = box
    image = prepare_strokes(ink.levels[top:bottom, left:right], strokes)
    return Group(*sides, pieces, box, image, bottom - top < least_height)


def find_groups(parts: Sequence[CutPart], ink: Ink, height: float) -> list[Group]:
    """All groups of a line's pieces that may be digits, sorted by their end; each part alone is one.

    Args:
        parts: From left to right.
        ink: The picture's.
        height: The line's, in pixels.
    """
    wholes = {part.whole for part in parts}
    groups = [
        group_of(pieces, ink, sides, height * (LOWEST_DIGIT if wholes.issuperset(pieces) else _LOWEST_CUT))
        for sides, pieces in find_candidates(parts, height)
    ]
    return sorted(groups, key=lambda group: group.end)


def find_candidates(
    parts: Sequence[CutPart], height: float
) -> Iterator[tuple[tuple[int, int], tuple[Piece, ...]]]:
    """Where each group starts and ends, and its pieces; arguments as those of `find_groups`.

    Sides and cuts of the parts are numbered from left to right; a group goes from one number to another.
    """
    first = np.concatenate([[0], np.cumsum([part.end for part in parts])]).tolist()
    for place, part in enumerate(parts):
        for start in range(part.end):
            for pieces, end in _from(parts[place : place + MOST_PARTS], start, height):
                yield (first[place] + start, first[place + len(pieces) - 1] + end), pieces


def _from(parts: Sequence[CutPart], start: int, height: float) -> Iterator[tuple[tuple[Piece, ...], int]]:
    """The pieces of each group that begins at a side of the first part, and at which of the last it ends."""
    before: tuple[Piece, ...] = ()
    for place, part in enumerate(parts):
        begin = start if place == 0 else 0
        for end in range(begin + 1, part.end + 1):
            if part.columns[end] - part.columns[begin] > _WIDEST_MEAN * height and end - begin < part.end:
                continue
            piece = part.between(begin, end)
            is_whole = place == 0 and (begin, end) == (0, part.end)
            if piece is not None and (is_whole or _may_belong((*before, piece), height)):
                yield (*before, piece), end
        rest = part.between(begin, part.end)
        if rest is None or not _may_belong((*before, rest), height):
            return
        before = (*before, rest)


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
    gap = max((after.box[1] - before.box[3] for before, after in pairwise(pieces)), default=0)
    width = max(piece.box[3] for piece in pieces) - min(piece.box[1] for piece in pieces)
    return gap <= _WIDEST_GAP * height and _NARROWEST_PIECE * height <= width <= _WIDEST_GROUP * height


def together(pieces: Sequence[Piece]) -> tuple[Box, NDArray[np.bool_]]:
    """The box around pieces, and their pixels in it."""
    edges = np.array([piece.box for piece in pieces])
    top, left = edges[:, :2].min(axis=0).tolist()
    bottom, right = edges[:, 2:].max(axis=0).tolist()
    strokes = np.zeros((bottom - top, right - left), bool)
    for piece in pieces:
        rows = slice(piece.box[0] - top, piece.box[2] - top)
        strokes[rows, piece.box[1] - left : piece.box[3] - left] |= piece.strokes
    return (top, left, bottom, right), strokes
