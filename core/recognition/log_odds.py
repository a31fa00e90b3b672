"""Log-odds: probabilities on a scale on which 99% and 99.99% are as far apart as they are in odds."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LEAST: Final = 1e-12
"""A smaller probability counts as this one: models in float32 round it to 0 now and then."""


def log_odds(probabilities: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """The logarithm of p / (1 - p) of each class, 1 - p being the sum of the others.

    NaN, which is what a model says that has diverged, counts as no probability of any class: 0.

    Args:
        probabilities: (n, classes), 0..1 or NaN; rows sum to 1.

    Returns:
        float64 (n, classes), within 27.7 of 0.
    """
    shares = np.nan_to_num(probabilities.astype(np.float64))
    count = shares.shape[1]
    # 1 - p would be 0 for the float32 next to 1, long before the others are.
    others = shares @ (np.ones((count, count)) - np.eye(count))
    return np.log(np.maximum(shares, LEAST)) - np.log(np.maximum(others, LEAST))
