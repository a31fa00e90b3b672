"""Labelled drawings for tests: images of MNIST's test split stand for them."""

from pathlib import Path
from typing import Any

from core.data.mnist import mnist
from core.drawing_acts import DrawingActs
from core.drawings.drawing import Answer, Drawing, NewDrawing
from core.lab import Lab
from core.trainer import Trainer

STROKES = '[{"width":42,"points":[[100,100],[100,400]]}]'


def new_drawing(position: int = 0, label: int | None = None, **more: Any) -> NewDrawing:
    """A drawing that looks like an image of the test split; it has that image's label unless told."""
    test = mnist().split("test")
    truth = int(test.labels[position])
    answer = more.pop("answer", Answer("shipped", truth, 0.9))
    return NewDrawing(test.images[position], truth if label is None else label, answer, **more)


def acts(home: Path, person: str = "ada") -> DrawingActs:
    """What a person can do with the drawn set of a lab."""
    return DrawingActs(Trainer(Lab(home), person))


def keep(home: Path, count: int, person: str = "ada", first: int = 0) -> list[Drawing]:
    """Keeps drawings that look like images of the test split, from one on."""
    return [acts(home, person).keep(new_drawing(position)) for position in range(first, first + count)]
