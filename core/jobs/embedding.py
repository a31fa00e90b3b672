"""The job `Embed`: what the last hidden layer of a model answers for every image of a data set."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.positions import place, placing_of
from core.catalog.principal import first_two, principal_axes
from core.data.dataset import SPLITS, Dataset
from core.jobs.listener import IMAGES_PER_LOOK, JobCancelled, JobListener
from core.jobs.results import Embedding
from core.recognition.hidden_layer import HiddenLayer
from core.text import ExplainedError

MOST_COMPONENTS: Final = 128
"""Principal components that are kept: 18 MB for 70,000 images. A layer of up to 128 units loses nothing."""

_SHARE_OF_MODEL: Final = 0.9
"""Of the job's time."""


class NotFiniteError(ExplainedError, ValueError):
    """The activations of a model are no numbers."""

    def __init__(self) -> None:
        super().__init__("The last hidden layer of this model does not answer with finite numbers.")


def embed(dataset: Dataset, model: bytes, listener: JobListener) -> Embedding:
    """Asks the last hidden layer, a thousand images at a time, and tells the listener how far it is.

    Raises:
        JobCancelled: If the listener stops it.
        NotFiniteError: If an activation is infinite, above 65,504 or no number.
        ValueError: If the model has no hidden layer.
    """
    activations = _activations(dataset, HiddenLayer(model), listener)
    mean, axes = principal_axes(activations, min(MOST_COMPONENTS, activations.shape[1]))
    components: NDArray[np.float32] = np.concatenate(
        [(activations[part] - mean) @ axes for part in _parts(len(activations))]
    )
    plane = first_two(components)
    placing = placing_of(plane)
    return Embedding(_as_float16(components), place(plane, placing), mean, axes, placing)


def _as_float16(values: NDArray[np.float32]) -> NDArray[np.float16]:
    with np.errstate(over="ignore"):
        half = values.astype(np.float16)
    if not np.isfinite(half).all():
        raise NotFiniteError
    return half


def _activations(dataset: Dataset, layer: HiddenLayer, listener: JobListener) -> NDArray[np.float16]:
    """(n, units) float16, in the order of the rows of the data set."""
    found = np.empty((dataset.image_count, 0), np.float16)
    done = 0
    for images in (dataset.split(name).images for name in SPLITS):
        for part in _parts(len(images)):
            if listener.stopping():
                raise JobCancelled
            answer = _as_float16(layer.activations(images[part]))
            if not done:
                found = np.empty((dataset.image_count, answer.shape[1]), np.float16)
            found[done : done + len(answer)] = answer
            done += len(answer)
            listener.progress(_SHARE_OF_MODEL * done / dataset.image_count)
    return found


def _parts(count: int) -> Iterator[slice]:
    return (slice(start, start + IMAGES_PER_LOOK) for start in range(0, count, IMAGES_PER_LOOK))
