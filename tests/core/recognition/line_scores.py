"""How many lines are read wholly right: `python -m tests.core.recognition.line_scores [SPLIT] [LINES]`.

Lines of 3 to 8 digits, on blank, ruled and squared paper, are read with the line reader and by groups alone,
with the CPU time of a line, on average and where it is long.
"""

import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Final
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Split
from core.data.mnist import mnist
from core.recognition.detector import DigitDetector, digit_detector
from core.recognition.line_reading import Found, Judged, digits_of_grouping
from core.recognition.predictor import Predictor
from core.recognition.preparation import BlankPicture
from core.recognition.reading import number_text, read_digits
from core.recognition.shipped import shipped_predictor
from tests.core.recognition.lines import line_of_digits, on_ruled_paper

SHARES: Final = {"no digits touch": 0.0, "a fifth of the neighbours touch": 0.2}
PAPERS: Final = {"on rulings": False, "on squares": True}


def _by_groups_alone(judged: Judged, *_: object) -> list[Found]:
    return digits_of_grouping(judged)


_GROUPS_ALONE: Final = mock.patch("core.recognition.reading.digits_of_line", _by_groups_alone)


def _lines(split: Split, count: int, touching: float) -> list[tuple[NDArray[np.uint8], str]]:
    rng = np.random.default_rng(100)
    sizes = (rng.integers(3, 9) for _ in range(count))
    return [
        line_of_digits(split, rng.integers(len(split.labels), size=size).tolist(), rng, touching)
        for size in sizes
    ]


def _score(name: str, lines: Sequence[tuple[NDArray[np.uint8], str]]) -> None:
    """Writes how many lines are read wholly right, with the line reader and without."""
    predictor, detector = shipped_predictor(), digit_detector()
    for how in ("with the line reader", "by groups alone"):
        with nullcontext() if how == "with the line reader" else _GROUPS_ALONE:
            right, taken = 0, []
            for pixels, text in lines:
                start = time.process_time()
                right += _is_right(pixels, text, predictor, detector)
                taken.append((time.process_time() - start) * 1000)
        of_time = f"{np.mean(taken):.0f} ms a line, {np.percentile(taken, 95):.0f} in one of twenty"
        sys.stdout.write(f"{name}, {how}: {right} of {len(lines)}, {of_time}\n")
        sys.stdout.flush()


def _is_right(pixels: NDArray[np.uint8], text: str, predictor: Predictor, detector: DigitDetector) -> bool:
    try:
        return number_text(read_digits(pixels, predictor, detector)) == text
    except BlankPicture:
        return False


def _main() -> None:
    split = mnist().split(sys.argv[1] if len(sys.argv) > 1 else "validation")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    for name, touching in SHARES.items():
        _score(name, _lines(split, count, touching))
    for name, is_squared in PAPERS.items():
        rng = np.random.default_rng(101)
        apart = _lines(split, count, 0)
        _score(name, [(on_ruled_paper(line, rng, is_squared=is_squared), text) for line, text in apart])


if __name__ == "__main__":
    _main()
