"""The values of all pixels of a split: how often each occurs, their mean and standard deviation."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import HIGHEST, Split

_BLOCK: Final = 2_000
"""Images that are counted at a time; NumPy makes eight bytes of each pixel, 13 MB."""


@dataclass(frozen=True, eq=False)
class PixelValues:
    """How often each value occurs among all pixels of a split.

    Attributes:
        counts: (256,) int64, by the value 0..255.
    """

    counts: NDArray[np.int64]

    @property
    def scaled(self) -> NDArray[np.float64]:
        """(256,) the values divided by 255, so 0 to 1."""
        return np.arange(len(self.counts)) / HIGHEST

    @property
    def standardised(self) -> NDArray[np.float64]:
        """(256,) the scaled values less their mean, divided by their standard deviation (z-scores)."""
        return (self.scaled - self.mean) / self.standard_deviation

    @property
    def mean(self) -> float:
        """The mean of the scaled pixels."""
        return float(np.average(self.scaled, weights=self.counts))

    @property
    def standard_deviation(self) -> float:
        """The standard deviation of the scaled pixels, of the whole split and not of a sample (ddof 0)."""
        return float(np.sqrt(np.average((self.scaled - self.mean) ** 2, weights=self.counts)))


def pixel_values(split: Split) -> PixelValues:
    """Counts all pixels of a split by their value."""
    counts = np.zeros(HIGHEST + 1, np.int64)
    for start in range(0, len(split.images), _BLOCK):
        counts += np.bincount(split.images[start : start + _BLOCK].ravel(), minlength=HIGHEST + 1)
    return PixelValues(counts)
