"""The CPU time of a picture, kind by kind: `python -m tests.core.recognition.speed [PICTURES OF A KIND]`.

The pictures are those of `tests.core.recognition.worth`. Each is prepared and read by the shipped model and
the detector.
"""

import sys
import time
from contextlib import suppress
from typing import Final

import numpy as np

from core.recognition.detector import DigitDetector, digit_detector
from core.recognition.predictor import Predictor
from core.recognition.preparation import BlankPicture, prepare
from core.recognition.shipped import shipped_predictor
from tests.core.recognition.making import Pixels
from tests.core.recognition.pictures import KINDS
from tests.core.recognition.worth import pictures

_FIRST: Final = 3
"""Pictures that are read before the time is taken."""


def _milliseconds(picture: Pixels, predictor: Predictor, detector: DigitDetector) -> float:
    start = time.process_time()
    with suppress(BlankPicture):
        image = prepare(picture).image[np.newaxis]
        predictor.probabilities(image)
        detector.probabilities(image)
    return (time.process_time() - start) * 1000


def _main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    models = shipped_predictor(), digit_detector()
    sys.stdout.write("| milliseconds of CPU time | median | 95 of 100 | most |\n|---|---|---|---|\n")
    for kind in KINDS:
        made = [picture for picture, _ in pictures(kind, count)]
        taken = [_milliseconds(picture, *models) for picture in (*made[:_FIRST], *made)][_FIRST:]
        figures = " | ".join(f"{figure:.0f}" for figure in np.percentile(taken, (50, 95, 100)))
        sys.stdout.write(f"| {kind} | {figures} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
