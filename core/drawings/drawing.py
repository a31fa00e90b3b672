"""A drawing with its label: a row of the drawn set."""

import hashlib
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.person import Person

Kind = Literal["checked", "asked"]
"""How a label came: somebody saw the model's answer and checked it, or was asked to write that digit."""

MOST_DRAWINGS: Final = 5_000
MOST_OF_PERSON: Final = 500
"""Of the whole set and of one person: a database that is copied every day has to stay small."""

LARGEST_SOURCE_BYTES: Final = 16_000
LARGEST_STROKES_LETTERS: Final = 16_000


@dataclass(frozen=True)
class Answer:
    """What a model said of a drawing when it was labelled.

    Attributes:
        model: Id of the run, or what the shipped model is called.
        digit: The most probable class.
        confidence: Its probability, 0..1.
    """

    model: str
    digit: int
    confidence: float


@dataclass(frozen=True, eq=False)
class NewDrawing:
    """A drawing that is to be kept.

    Attributes:
        image: uint8 (28, 28) in MNIST's form, 0 is background and 255 is ink.
        label: The digit that it is.
        answer: What a model said of it.
        kind: How the label came.
        source: What the image was made of, as a PNG; see `source_png`. None if it is not kept.
        strokes: See `strokes_json`; None for a picture.
        collection: What people call those that were written together, such as a class; else empty.
    """

    image: NDArray[np.uint8]
    label: int
    answer: Answer
    kind: Kind = "checked"
    source: bytes | None = None
    strokes: str | None = None
    collection: str = ""

    @property
    def sha256(self) -> str:
        """Of the pixels, in hexadecimal; a person has each image once."""
        return image_sha256(self.image)


def image_sha256(image: NDArray[np.uint8]) -> str:
    """SHA-256 of the pixels of an image, in hexadecimal."""
    return hashlib.sha256(image.tobytes()).hexdigest()


@dataclass(frozen=True)
class Drawing:
    """A drawing that is kept, without its pixels.

    Attributes:
        id: Its number, which no other drawing of the lab ever gets.
        person: Who labelled it.
        at: When, in seconds since 1970.
        label, kind, collection, answer, sha256: See `NewDrawing`.
    """

    id: int
    person: Person
    at: float
    label: int
    kind: Kind
    collection: str
    answer: Answer
    sha256: str


@dataclass(frozen=True)
class Content:
    """What the files of an export need of a drawing.

    Attributes:
        drawing: What is known of it.
        image: 784 bytes, row by row.
        source: See `NewDrawing`, as
        strokes: those.
    """

    drawing: Drawing
    image: bytes
    source: bytes | None
    strokes: str | None
