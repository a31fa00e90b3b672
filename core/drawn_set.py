"""The labelled drawings of a lab as a data set that grows: each state of it has a name of its own."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.catalog.shape import shapes_of
from core.data.dataset import IMAGE_SIDE_PIXELS, SPLITS, Dataset, Split
from core.data.datasets import UnknownDatasetError
from core.drawings.drawing import Content, Drawing
from core.store.drawings import Drawings

DRAWN: Final = "drawn"
"""What people and addresses call the set as it is now."""

DRAWN_TITLE: Final = "Drawn set"

DRAWN_SPLIT: Final = "test"
"""Where all drawings are."""

_STATE: Final = f"{DRAWN}_"
"""How the name of a state begins; no imported data set has an underscore in its name."""

CLASSES: Final = tuple("0123456789")
_EMPTY_SPLITS: Final = (*(each for each in SPLITS if each != DRAWN_SPLIT), "train+validation")
_MOST_DATASETS: Final = 8
_BLOCK: Final = 200


def is_drawn(name: str) -> bool:
    """Whether a data set of that name is the drawn set, or a state of it."""
    return name == DRAWN or name.startswith(_STATE)


@dataclass(frozen=True, eq=False)
class _Read:
    """The drawings as they were read.

    Attributes:
        version: See `Drawings.version`.
        names: By the name of each state that led here, the number of drawings that it had.
        images: (n, 28, 28) uint8, read-only.
        labels: (n,) uint8.
        ids: (n,) int64, numbers of drawings.
    """

    version: str
    names: dict[str, int]
    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    ids: NDArray[np.int64]


class DrawnSet:
    """The drawn set of a lab, safe to use from several threads.

    A state is the first n drawings as they are, and its name is the hash of their numbers, labels and pixels.
    So a drawing that is added makes another name, and the name of before still stands for what it stood for;
    where one is changed or removed, the names of all states that had it stand for nothing any more.
    """

    def __init__(self, drawings: Drawings) -> None:
        self._drawings = drawings
        self._read: _Read | None = None
        self._datasets: dict[str, Dataset] = {}
        self._shapes: dict[bytes, dict[str, float]] = {}
        self._lock = threading.Lock()

    def find(self, name: str = DRAWN) -> Dataset:
        """The set as it is now, or a state of it by its name; all drawings are in the split `test`.

        Raises:
            UnknownDatasetError: If a drawing of that state was changed or removed.
        """
        with self._lock:
            read = self._now()
            name = next(reversed(read.names)) if name == DRAWN else name
            if name not in read.names:
                raise UnknownDatasetError(name, [DRAWN])
            if name not in self._datasets:
                while len(self._datasets) >= _MOST_DATASETS:
                    del self._datasets[next(iter(self._datasets))]
                self._datasets[name] = _dataset(name, read)
            return self._datasets[name]

    def all(self) -> list[Drawing]:
        """Every drawing of now, the oldest first."""
        return self._drawings.all()

    def drawing(self, drawing_id: int) -> Drawing | None:
        """The drawing with this number, or None."""
        return self._drawings.get(drawing_id)

    def contents(self) -> Iterator[Content]:
        """Every drawing of now with all that is kept of it, the oldest first."""
        return self._drawings.contents()

    def columns(self, dataset: Dataset) -> dict[str, NDArray[np.float32]]:
        """What `shapes_of` measures of the images of a state, float32 (n,) each; of each image once."""
        images = dataset.split(DRAWN_SPLIT).images
        keys = [image.tobytes() for image in images]
        with self._lock:
            known = self._shapes
            fresh = [place for place, key in enumerate(keys) if key not in known]
            for start in range(0, len(fresh), _BLOCK):
                places = fresh[start : start + _BLOCK]
                measured = shapes_of(images[places])
                for row, place in enumerate(places):
                    known[keys[place]] = {name: float(column[row]) for name, column in measured.items()}
            self._shapes = {key: known[key] for key in keys}
        names = known[keys[0]] if keys else ()
        return {name: np.array([known[key][name] for key in keys], np.float32) for name in names}

    def _now(self) -> _Read:
        """The drawings as they are now, read where they have changed."""
        version = self._drawings.version()  # before the drawings: what comes between is read again
        if self._read is None or self._read.version != version:
            before, self._read = self._read, _read(version, self._drawings)
            if before is None or not before.names.keys() <= self._read.names.keys():
                self._datasets.clear()
        return self._read


def _read(version: str, drawings: Drawings) -> _Read:
    rows = drawings.images()
    hashed = hashlib.sha256()
    names = {_name(hashed.hexdigest()): 0}
    for count, (drawing_id, label, image) in enumerate(rows, start=1):
        hashed.update(f"{drawing_id} {label} ".encode() + image)
        names[_name(hashed.hexdigest())] = count
    pixels = np.frombuffer(b"".join(image for _, _, image in rows), np.uint8)
    labels = np.array([label for _, label, _ in rows], np.uint8)
    ids = np.array([drawing_id for drawing_id, _, _ in rows], np.int64)
    for column in (labels, ids):
        column.setflags(write=False)
    images = pixels.reshape(-1, IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS)
    return _Read(version, names, images, labels, ids)


def _name(digest: str) -> str:
    return _STATE + digest[:16]


def _dataset(name: str, read: _Read) -> Dataset:
    count = read.names[name]
    test = Split(DRAWN_SPLIT, read.images[:count], read.labels[:count], read.ids[:count])
    none = {each: Split(each, test.images[:0], test.labels[:0], test.index[:0]) for each in _EMPTY_SPLITS}
    return Dataset(name, DRAWN_TITLE, CLASSES, {**none, DRAWN_SPLIT: test})
