"""What jobs come to; free of TensorFlow, for the runner keeps it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.training.outcome import Outcome


@dataclass(frozen=True, eq=False)
class Analysis:
    """A model's answers.

    Attributes:
        probabilities: float32 (n, classes), one row for each image of the split, in its order.
    """

    probabilities: NDArray[np.float32]


@dataclass(frozen=True)
class Imported:
    """A data set as it is kept.

    Attributes:
        file: See `core.data.dataset_file`.
        classes: What the classes are called.
        counts: Number of images of train, validation and test.
    """

    file: bytes
    classes: tuple[str, ...]
    counts: tuple[int, ...]


Result = Outcome | Analysis | Imported
