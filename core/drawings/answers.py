"""What a model says of drawings, of each of which it is asked once: the drawn set grows row by row."""

import threading

import numpy as np
from numpy.typing import NDArray

from core.recognition.predictor import Predictor


class KnownAnswers:
    """The answers of one model, safe to use from several threads.

    Args:
        predictor: The model.
    """

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._known: dict[bytes, NDArray[np.float32]] = {}
        self._lock = threading.Lock()

    def of(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The probabilities of each class, float32 (n, classes), for images, uint8 (n, 28, 28).

        Answers for other images are forgotten.
        """
        keys = [image.tobytes() for image in images]
        with self._lock:
            fresh = [place for place, key in enumerate(keys) if key not in self._known]
            said = self._predictor.probabilities(images[fresh])
            known = self._known | {keys[place]: row for place, row in zip(fresh, said, strict=True)}
            self._known = {key: known[key] for key in keys}
        found = np.empty((len(keys), self._predictor.class_count), np.float32)
        for place, key in enumerate(keys):
            found[place] = known[key]
        return found
