"""What jobs come to; free of TensorFlow, for the runner keeps it."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from core.catalog.positions import Placing, Positions, place
from core.catalog.principal import first_two
from core.runs.timing import Timing
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


@dataclass(frozen=True, eq=False)
class Embedding:
    """The images of a data set as the last hidden layer of a model has them, on its principal axes.

    Attributes:
        components: float16 (n, k), of each image its coordinates on the first principal axes of the
            activations, those of most variance first; the distance of two rows is that of two images.
        positions: uint16 (n, 2), each image on the map of the first two, see `Positions`.
        mean: float32 (units,), the mean activations.
        axes: float32 (units, k), the principal axes.
        placing: float64 (3, 2), from the first two components to the map, see `Placing`.
    """

    components: NDArray[np.float16]
    positions: Positions
    mean: NDArray[np.float32]
    axes: NDArray[np.float32]
    placing: Placing

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Its parts by their names."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def components_of(self, activations: NDArray[np.float32]) -> NDArray[np.float32]:
        """The coordinates of further images on the axes, (n, k) float32.

        Args:
            activations: (n, units) float32 of the same model.
        """
        return np.asarray((activations - self.mean) @ self.axes, np.float32)

    def position_of(self, components: NDArray[np.floating]) -> Positions:
        """Where images with these components, (n, k), lie on the map."""
        return place(first_two(components), self.placing)


Result = Outcome | Analysis | Embedding | Imported | Timing
