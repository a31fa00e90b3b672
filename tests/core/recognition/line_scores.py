"""How many lines are read wholly right: `python -m tests.core.recognition.line_scores [SPLIT] [LINES]`.

Lines of 3 to 8 digits are read with the line reader and by groups alone, with the CPU time of a line.
"""

import sys
import time
from contextlib import nullcontext
from typing import Final
from unittest import mock

import numpy as np

from core.data.mnist import mnist
from core.recognition.detector import digit_detector
from core.recognition.line_reading import Found, Judged, digits_of_grouping
from core.recognition.reading import number_text, read_digits
from core.recognition.shipped import shipped_predictor
from tests.core.recognition.lines import line_of_digits

SHARES: Final = {"no digits touch": 0.0, "a fifth of the neighbours touch": 0.2}


def _by_groups_alone(judged: Judged, *_: object) -> list[Found]:
    return digits_of_grouping(judged)


_GROUPS_ALONE: Final = mock.patch("core.recognition.reading.digits_of_line", _by_groups_alone)


def _main() -> None:
    split = mnist().split(sys.argv[1] if len(sys.argv) > 1 else "validation")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    predictor, detector = shipped_predictor(), digit_detector()
    for name, touching in SHARES.items():
        rng = np.random.default_rng(100)
        lines = [
            line_of_digits(
                split, rng.integers(len(split.labels), size=rng.integers(3, 9)).tolist(), rng, touching
            )
            for _ in range(count)
        ]
        for how in ("with the line reader", "by groups alone"):
            with nullcontext() if how == "with the line reader" else _GROUPS_ALONE:
                start = time.process_time()
                right = sum(
                    number_text(read_digits(pixels, predictor, detector)) == text for pixels, text in lines
                )
                milliseconds = (time.process_time() - start) / count * 1000
            sys.stdout.write(f"{name}, {how}: {right} of {count}, {milliseconds:.0f} ms a line\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _main()
