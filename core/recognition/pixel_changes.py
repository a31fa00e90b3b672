"""Which few pixels would make a model answer otherwise.

That a few pixels can suffice: J. Su, D. V. Vargas and K. Sakurai, "One Pixel Attack for Fooling Deep Neural
Networks", IEEE Transactions on Evolutionary Computation 23(5), 2019. They search by differential evolution,
which takes tens of thousands of answers; here the search is greedy, as in N. Narodytska and S.
Kasiviswanathan, "Simple Black-Box Attacks on Deep Neural Networks", CVPR workshops 2017, and lazy, as in
M. Minoux, "Accelerated greedy algorithms for maximizing submodular set functions", 1978: only the pixels that
gained most when they were last tried are tried again. No gradient is needed.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import HIGHEST
from core.recognition.log_odds import log_odds
from core.recognition.predictor import Predictor

MOST: Final = 25
"""Pixels that are changed at most."""
TRIED_AGAIN: Final = 40
"""Pixels that are tried for each change after the first, for which all are tried. So the model is asked about
784 + 24 x 40 images at most."""


@dataclass(frozen=True, eq=False)
class PixelChanges:
    """An image on its way to another class, a pixel more at each step; k steps.

    Attributes:
        images: uint8 (k + 1, 28, 28), the first as it was.
        probabilities: float32 (k + 1, classes), what the model says of each.
        pixels: int64 (k, 2), row and column of the pixel that each step changes.
        is_reached: Whether the last image is taken for the wanted class.
    """

    images: NDArray[np.uint8]
    probabilities: NDArray[np.float32]
    pixels: NDArray[np.int64]
    is_reached: bool


def change_pixels(image: NDArray[np.uint8], wanted: int, predictor: Predictor) -> PixelChanges:
    """Changes pixel after pixel until a model takes an image for another class.

    A pixel becomes ink (255) if it was below half of it, else background (0). Each step takes the one that
    raises the log-odds of the class most, among those that were tried; it is never changed back. So fewer
    pixels than found may suffice, but for a single one: all are tried for that. The search ends without
    success after `MOST` pixels, or when none of those tried brings the class nearer.

    Args:
        image: uint8 (28, 28), 0 is background and 255 is ink.
        wanted: The class.
        predictor: The model.
    """
    images, answers = [image], [predictor.probabilities(image[np.newaxis])[0]]
    gains, pixels = np.full(image.size, np.inf), list[int]()
    while answers[-1].argmax() != wanted and len(pixels) < MOST:
        tried = np.argsort(-gains, kind="stable")[: TRIED_AGAIN if pixels else image.size]
        changed = _changed(images[-1], tried)
        found = predictor.probabilities(changed)
        reached = log_odds(np.stack([answers[-1], *found]))[:, wanted]
        gains[tried] = reached[1:] - reached[0]
        best = int(gains[tried].argmax())
        if gains[tried[best]] <= 0:
            break
        images.append(changed[best])
        answers.append(found[best])
        pixels.append(int(tried[best]))
        gains[pixels] = -np.inf
    places = np.stack(np.unravel_index(np.array(pixels, np.int64), image.shape), axis=-1)
    is_reached = bool(answers[-1].argmax() == wanted)
    return PixelChanges(np.stack(images), np.stack(answers), places, is_reached)


def _changed(image: NDArray[np.uint8], pixels: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The image (n, 28, 28), each time with one of these pixels changed: (n,), counted row by row."""
    flat = np.repeat(image.reshape(1, -1), len(pixels), axis=0)
    flat[np.arange(len(pixels)), pixels] = np.where(image.ravel()[pixels] * 2.0 < HIGHEST, HIGHEST, 0)
    return flat.reshape(-1, *image.shape)
