"""Images of a split by which people follow a training: a few of each class, harder ones than most."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Split

UNUSUAL: Final = 0.98
"""The share of a class's images that lie closer to its mean than the image that is taken of it."""


def unusual_images(split: Split, class_count: int, count: int) -> NDArray[np.int64]:
    """Positions in a split: in turn one of each class, each farther from its class's mean than most.

    The same split gives the same images, and no model is asked, so that they favour none.

    Args:
        split: Where the images are.
        class_count: Number of classes.
        count: How many images; fewer come back if the split has fewer.

    Returns:
        (m,) int64, m <= count, in the order of their labels.
    """
    ranked = [_by_distance(split, label) for label in range(class_count)]
    turns = [(turn, each) for turn in range(count) for each in ranked if turn < len(each)]
    taken = [each[max(0, int(UNUSUAL * len(each)) - turn)] for turn, each in turns[:count]]
    found = np.array(taken, np.int64)
    return found[np.argsort(split.labels[found], kind="stable")]


def _by_distance(split: Split, label: int) -> NDArray[np.int64]:
    """The positions of a class, those closest to its mean image (Euclidean, pixels) first."""
    found = np.flatnonzero(split.labels == label)
    if not len(found):
        return found
    images = split.images[found].reshape(len(found), -1).astype(np.float32)
    distance = np.linalg.norm(images - images.mean(axis=0), axis=1)
    return found[np.argsort(distance, kind="stable")]
