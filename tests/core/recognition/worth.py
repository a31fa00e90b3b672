"""What each step of the preparation is worth: `python -m tests.core.recognition.worth [PICTURES OF A KIND]`.

Each step is left out in turn, and pictures of every kind are read again, made from images of `validation`.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from core.data.mnist import mnist
from core.recognition.predictor import Predictor
from core.recognition.preparation import BlankPicture, prepare
from core.recognition.shipped import shipped_predictor
from tests.core.recognition.making import Pixels
from tests.core.recognition.pictures import KINDS

STEPS: Final[dict[str, tuple[str, Callable[..., Any]]]] = {
    "colour": ("core.recognition.grey._clearest", lambda image: image.convert("L")),
    "uneven light": (
        "core.recognition.paper._paper",
        lambda grey, surround: np.full(grey.shape, np.median(grey), np.float32),
    ),
    "tight crops": ("core.recognition.paper.find_crop", lambda *_, **__: None),
    "rulings": ("core.recognition.ink.find_rulings", lambda contrast, _: np.zeros(contrast.shape, bool)),
    "frames": ("core.recognition.rulings.sides_of_frame", lambda meets, _: np.zeros(len(meets), bool)),
    "marks": ("core.recognition.preparation.without_marks", lambda strokes: strokes),
    "thin strokes": ("core.recognition.preparation.widened", lambda levels, *_: levels),
    "centre of mass": ("core.recognition.preparation._centred", lambda levels: _centred_by_box(levels)),
}
"""By the name of a step what takes its place."""


def _centred_by_box(levels: NDArray[np.float32]) -> Pixels:
    image = np.zeros((28, 28), np.uint8)
    top, left = (28 - levels.shape[0]) // 2, (28 - levels.shape[1]) // 2
    image[top : top + levels.shape[0], left : left + levels.shape[1]] = np.rint(levels * 255)
    return image


@contextmanager
def left_out(step: str) -> Iterator[None]:
    """As long as it lasts a step does nothing; "" is no step."""
    if not step:
        yield
        return
    with mock.patch(*STEPS[step]):
        yield


def pictures(kind: str, count: int) -> list[tuple[Pixels, int]]:
    """Pictures of a kind and what they show; the same ones each time."""
    split = mnist().split("validation")
    rng = np.random.default_rng([2, list(KINDS).index(kind)])
    rows = rng.integers(len(split.labels), size=(count, 2)).tolist()
    return [
        (KINDS[kind](split.images[row], split.images[beside], rng), int(split.labels[row]))
        for row, beside in rows
    ]


def is_read(picture: Pixels, digit: int, predictor: Predictor) -> bool:
    """Whether a model tells the digit on a picture."""
    try:
        image = prepare(picture).image
    except BlankPicture:
        return False
    return int(predictor.probabilities(image[np.newaxis])[0].argmax()) == digit


def _main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    predictor = shipped_predictor()
    sys.stdout.write(f"| {count} pictures of each kind | all steps | {' | '.join(STEPS)} |\n")
    sys.stdout.write("|---" * (2 + len(STEPS)) + "|\n")
    for kind in KINDS:
        made = pictures(kind, count)
        row = []
        for step in ("", *STEPS):
            with left_out(step):
                row.append(np.mean([is_read(*each, predictor) for each in made]))
        sys.stdout.write(f"| {kind} | {' | '.join(f'{100 * share:.1f}' for share in row)} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
