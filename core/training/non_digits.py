"""Images that show no single digit, made for a model that is to tell them from digits.

Learning from such images is called outlier exposure (Hendrycks, Mazeika and Dietterich 2019,
https://arxiv.org/abs/1812.04606). They are of five kinds, each in MNIST's form: see `KINDS`.
"""

import functools
import math
from collections.abc import Callable, Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.data.dataset import HIGHEST, Dataset, Split
from core.recognition.preparation import in_mnist_form
from core.training.strokes import drawn, glyphs, scribble

CLASSES: Final = ("no single digit", "one digit")

FONTS: Final = ("futural", "futuram", "scripts", "rowmans", "rowmant", "timesr", "timesib")
UNSEEN_FONTS: Final = ("scriptc", "rowmand", "timesi", "timesrb")
"""Hershey's fonts of strokes, for the letters that are trained on and for those that judge."""

KINDS: Final = {
    "digits side by side": 0.26,
    "parts of digits": 0.22,
    "letters and signs": 0.28,
    "scribbles": 0.16,
    "blots": 0.08,
}
"""What is made, and the share of each kind."""

CUT_OUT: Final = 0.35
"""The share of the digits that are cut out of a pair which touches."""

_Random = np.random.Generator


def detection_dataset(digits: Dataset, seed: int = 0) -> Dataset:
    """Digits, and as many images that show no single digit, parted as the digits are.

    Args:
        digits: The digits; parts and neighbours come from the same split. `test` has fonts of its own.
        seed: Of the images that are made; the same seed and digits give the same images.

    Returns:
        A data set of two classes, see `CLASSES`; rows alternate between the two.
    """
    splits = {
        name: _split(digits.split(name), UNSEEN_FONTS if name == "test" else FONTS, seed + place)
        for place, name in enumerate(("train", "validation", "test"))
    }
    return Dataset("one-digit", "One digit or not", CLASSES, splits)


def _split(split: Split, fonts: Sequence[str], seed: int) -> Split:
    made = non_digits(split, len(split.labels), fonts, seed)
    images = np.stack([made, _some_cut_out(split, np.random.default_rng(seed))], axis=1).reshape(
        -1, *made.shape[1:]
    )
    labels = np.tile(np.array([0, 1], np.uint8), len(made))
    return Split(split.name, images, labels, np.arange(len(labels)))


def _some_cut_out(digits: Split, rng: _Random) -> NDArray[np.uint8]:
    """The digits of a split; some were cut out of a pair that touches, as they are when a line is read."""
    images = digits.images.copy()
    for row in np.flatnonzero(rng.random(len(images)) < CUT_OUT).tolist():
        images[row] = _made(functools.partial(_cut_out, _boxed(digits, row), _digit(digits, rng)[0], rng))
    return images


def _cut_out(digit: NDArray[np.float32], neighbour: NDArray[np.float32], rng: _Random) -> NDArray[np.float32]:
    """A digit that touched a neighbour: some of that is still there, or some of the digit is gone."""
    overlap = int(rng.integers(0, 5))
    is_left = rng.random() < 0.5
    pair = _joined(*((digit, neighbour) if is_left else (neighbour, digit)), -overlap, rng)
    rows, columns = np.indices(pair.shape)
    border = (digit if is_left else neighbour).shape[1] - overlap / 2 + rng.uniform(-2, 2)
    is_beyond = columns + rng.normal(0, 0.15) * (rows - len(pair) / 2) >= border
    return np.asarray(np.where(is_beyond != is_left, pair, np.float32(0)))


def non_digits(
    digits: Split, count: int, fonts: Sequence[str], seed: int, kinds: Collection[str] = KINDS
) -> NDArray[np.uint8]:
    """Images that show no single digit: uint8 (count, 28, 28), 0 is background.

    Args:
        digits: What digits side by side and parts of digits are made from.
        count: How many.
        fonts: Names of Hershey's fonts, for the letters.
        seed: The same seed gives the same images.
        kinds: Which of `KINDS`, in their shares.
    """
    rng = np.random.default_rng(seed)
    letters = [glyph for font in fonts for glyph in glyphs(font)]
    makers: dict[str, Callable[[], NDArray[np.float32]]] = {
        "digits side by side": lambda: _side_by_side(digits, rng),
        "parts of digits": lambda: _part(digits, rng),
        "letters and signs": lambda: drawn(letters[rng.integers(len(letters))], rng),
        "scribbles": lambda: drawn(scribble(rng), rng),
        "blots": lambda: _blot(rng),
    }
    shares = np.array([KINDS[kind] for kind in kinds])
    chosen = rng.choice(list(kinds), count, p=shares / shares.sum())
    return np.stack([_made(makers[kind]) for kind in chosen.tolist()])


def _made(make: Callable[[], NDArray[np.float32]]) -> NDArray[np.uint8]:
    """One image in MNIST's form; what came out blank is made anew."""
    while True:
        levels = make()
        found = ndimage.find_objects((levels > 0.2).astype(np.uint8))
        if found and max(side.stop - side.start for side in found[0]) >= 4:
            return in_mnist_form(levels[found[0]])


def _digit(digits: Split, rng: _Random) -> tuple[NDArray[np.float32], int]:
    """A digit at random, see `_boxed`, and its label."""
    row = int(rng.integers(len(digits.labels)))
    return _boxed(digits, row), int(digits.labels[row])


def _boxed(digits: Split, row: int) -> NDArray[np.float32]:
    """A digit cut to its box, float32 (h, w) 0..1."""
    levels = digits.images[row].astype(np.float32) / HIGHEST
    return np.asarray(levels[ndimage.find_objects((levels > 0).astype(np.uint8))[0]])


def _side_by_side(digits: Split, rng: _Random) -> NDArray[np.float32]:
    """Two or three digits of about one height in a row: apart, touching or overlapping by up to 4 pixels."""
    row = _digit(digits, rng)[0]
    for _ in range(rng.choice([1, 2], p=[0.8, 0.2])):
        row = _joined(row, _digit(digits, rng)[0], int(rng.integers(-4, 5)), rng)
    return row


def _joined(
    left: NDArray[np.float32], right: NDArray[np.float32], gap: int, rng: _Random
) -> NDArray[np.float32]:
    """Two pieces in a row, `gap` pixels apart; a negative gap overlaps them."""
    height = max(len(left), len(right)) + 4
    both = np.zeros(
        (height, max(left.shape[1] + right.shape[1] + gap, left.shape[1], right.shape[1])), np.float32
    )
    for piece, start in ((left, 0), (right, max(0, left.shape[1] + gap))):
        top = rng.integers(height - len(piece) + 1)
        place = both[top : top + len(piece), start : start + piece.shape[1]]
        np.maximum(place, piece[:, : place.shape[1]], out=place)
    return both


def _part(digits: Split, rng: _Random) -> NDArray[np.float32]:
    """A digit of which a straight cut took a third to two thirds, or one with such a part of a neighbour."""
    whole, _ = _digit(digits, rng)
    part = _cut(digits, rng)
    if rng.random() < 0.4:
        return part
    pair = (whole, part) if rng.random() < 0.5 else (part, whole)
    return _joined(*pair, int(rng.integers(-2, 4)), rng)


def _cut(digits: Split, rng: _Random) -> NDArray[np.float32]:
    """One side of a digit that is not a 1, whose parts are ones again."""
    while True:
        levels, label = _digit(digits, rng)
        if label != 1:
            break
    rows, columns = np.indices(levels.shape)
    middle = np.array(levels.shape) * rng.uniform(0.35, 0.65, 2)
    angle = rng.normal(0, 0.3) + (math.pi / 2 if rng.random() < 0.25 else 0)  # mostly upright
    side = (columns - middle[1]) * math.cos(angle) + (rows - middle[0]) * math.sin(angle)
    return np.where(side > 0 if rng.random() < 0.5 else side < 0, levels, np.float32(0))


def _blot(rng: _Random) -> NDArray[np.float32]:
    """What a photograph of something else leaves: smooth noise above a threshold."""
    side = 40
    noise = ndimage.gaussian_filter(rng.normal(size=(side, side)), rng.uniform(0.8, 5, 2))
    levels = noise - np.quantile(noise, rng.uniform(0.4, 0.9))
    return np.asarray(np.clip(levels / max(levels.max(), 1e-9) * 3, 0, 1), np.float32)
