"""Which parts of an image a model's answer rests on: parts are covered, and the model is asked again.

M. D. Zeiler and R. Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014,
arXiv:1311.2901, section 4.2. No gradient is needed, so it serves any exported model.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.log_odds import log_odds
from core.recognition.predictor import IMAGE_SHAPE, Predictor

PATCH: Final = 5
"""Side of the square that covers, in pixels: as wide as a thick stroke."""
STRIDE: Final = 2
"""Pixels from one place of the square to the next, along both axes."""


@dataclass(frozen=True, eq=False)
class Occlusion:
    """What a model answers when parts of an image are background.

    Attributes:
        falls: float64 (classes, 28, 28): by how much the log-odds of each class fall when the pixel is
            covered, in natural logarithms, the mean over all squares that have the pixel. Above 0: what is
            there speaks for the class; below 0: against it; 0 where there is nothing to cover.
        whole: float32 (classes,), the probabilities of the image as it is.
        corners: int64 (n, 2), row and column of the upper left pixel of each square that covers some ink;
            it may lie outside the image.
        probabilities: float32 (n, classes), the answers with that square covered.
    """

    falls: NDArray[np.float64]
    whole: NDArray[np.float32]
    corners: NDArray[np.int64]
    probabilities: NDArray[np.float32]


def occlude(image: NDArray[np.uint8], predictor: Predictor) -> Occlusion:
    """Covers each part of an image with background, and asks the model about all of them in one call.

    A square without ink below it would change nothing; the model is not asked about it.

    Args:
        image: uint8 (28, 28), 0 is background and 255 is ink.
        predictor: The model.
    """
    corners, squares = _squares()
    has_ink = (squares & (image > 0)).any(axis=(1, 2))
    covered = np.where(squares[has_ink], 0, image).astype(np.uint8)
    answers = predictor.probabilities(np.concatenate([image[np.newaxis], covered]))
    odds = log_odds(answers)
    falls = np.zeros((len(squares), answers.shape[1]))
    falls[has_ink] = odds[0] - odds[1:]
    means = np.einsum("nc,nyx->cyx", falls, squares) / squares.sum(axis=0)
    return Occlusion(means, answers[0], corners[has_ink], answers[1:])


def _squares() -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Corners (n, 2) and pixels (n, 28, 28) of all squares; the outer ones stand out of the image."""
    height, width = IMAGE_SHAPE
    starts = np.arange(1 - STRIDE, height, STRIDE)
    corners = np.stack(np.meshgrid(starts, starts, indexing="ij"), axis=-1).reshape(-1, 2)
    y, x = np.arange(height), np.arange(width)
    rows, columns = (
        (corners[:, axis, None] <= pixels) & (pixels < corners[:, axis, None] + PATCH)
        for axis, pixels in ((0, y), (1, x))
    )
    return corners.astype(np.int64), rows[:, :, None] & columns[:, None, :]
