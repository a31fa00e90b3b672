"""What one pixel alone tells of the label."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Split

THRESHOLD: Final = 128
"""A pixel counts as ink from this value on, half of 0..255."""


def entropy(counts: NDArray[np.int64]) -> float:
    """The entropy in bits of a label that is drawn with these counts: what it takes on average to know it."""
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def pixel_information(split: Split, class_count: int) -> NDArray[np.float64]:
    """The mutual information of each pixel, as ink or no ink, and the label.

    I(X; Y) is the sum over x and y of p(x, y) log2(p(x, y) / (p(x) p(y))), with the shares of the split for
    probabilities and 0 log 0 = 0 (Cover and Thomas, "Elements of Information Theory", 2nd edition, 2006,
    equation 2.28).

    Returns:
        (28, 28) float64 bits, 0 (tells nothing) to 1 (the most that ink or no ink can tell).
    """
    shape = split.images.shape[1:]
    counts = np.empty((2, class_count, *shape))
    for label in range(class_count):
        images = split.images[split.labels == label]
        counts[1, label] = (images >= THRESHOLD).sum(axis=0)
        counts[0, label] = len(images) - counts[1, label]
    joint = counts / len(split.labels)
    independent = joint.sum(axis=0, keepdims=True) * joint.sum(axis=1, keepdims=True)
    ratio = np.divide(joint, independent, out=np.ones_like(joint), where=joint > 0)
    information: NDArray[np.float64] = (joint * np.log2(ratio)).sum(axis=(0, 1))
    return np.maximum(information, 0)  # rounding may leave -1e-17
