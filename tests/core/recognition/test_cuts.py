"""Cuts between digits that touch: one of them parts the digits, whichever way these lean."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.recognition.cuts import MOST_PER_HEIGHT, find_cuts
from core.recognition.grouping import find_candidates
from core.recognition.segmentation import CutPart, Piece, cut

HEIGHT = 60


def two_bars(lean: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Two strokes that lean, by columns to the right for each row upwards, and a dash that joins them."""
    rows, columns = np.indices((HEIGHT, 110))
    middle = 55 - lean * (rows - HEIGHT / 2)
    left, right = (np.abs(columns - middle - offset) < 4 for offset in (-14, 14))
    right |= (np.abs(rows - HEIGHT / 2) < 2) & (columns > middle - 11) & (columns < middle + 14)
    return left, right


@pytest.mark.parametrize("lean", [-0.2, 0, 0.3, 0.7])
def test_strokes_that_lean_are_parted_by_one_of_the_cuts(lean: float) -> None:
    left, right = two_bars(lean)
    columns = np.arange(left.shape[1])
    shares = [
        (columns < path[:, np.newaxis])[left | right] == left[left | right]
        for path in find_cuts((left | right).astype(np.float32), HEIGHT, MOST_PER_HEIGHT)
    ]
    assert max(share.mean() for share in shares) > 0.97


def part_of(strokes: NDArray[np.bool_]) -> CutPart:
    """A part of a line, with its cuts."""
    columns = np.flatnonzero(strokes.any(axis=0))
    tight = strokes[:, columns[0] : columns[-1] + 1]
    return cut(Piece((0, 0, *tight.shape), tight), tight.astype(np.float32), HEIGHT)


def test_what_lies_on_both_sides_of_a_cut_is_the_whole() -> None:
    left, right = two_bars(0.3)
    part = part_of(left | right)
    assert part.end > 3
    assert part.between(0, part.end) is part.whole
    for place in range(1, part.end):
        together = np.zeros(part.whole.strokes.shape, int)
        for piece in (part.between(0, place), part.between(place, part.end)):
            assert piece is not None
            top, first, bottom, last = piece.box
            together[top:bottom, first:last] += piece.strokes
        np.testing.assert_array_equal(together, part.whole.strokes)


def test_fewer_cuts_are_kept_if_fewer_are_wanted() -> None:
    strokes = np.zeros((HEIGHT, 400), bool)
    strokes[20:40] = True
    levels = strokes.astype(np.float32)
    many, few = (len(find_cuts(levels, HEIGHT, most)) for most in (MOST_PER_HEIGHT, 2))
    assert few == round(2 * 400 / HEIGHT) < many


def test_each_part_alone_is_a_candidate_and_none_is_wider_than_a_digit() -> None:
    left, right = two_bars(0)
    part = part_of(left | right)
    alone = CutPart(Piece((0, 130, 60, 138), np.ones((60, 8), bool)))
    candidates = dict(find_candidates((part, alone), HEIGHT))
    assert (0, part.end) in candidates
    assert (part.end, part.end + 1) in candidates
    for (start, end), pieces in candidates.items():
        assert start < end
        width = max(piece.box[3] for piece in pieces) - min(piece.box[1] for piece in pieces)
        assert width <= 1.25 * HEIGHT or pieces == (part.whole,)
