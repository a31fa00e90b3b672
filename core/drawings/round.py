"""A round of writing: each of the ten digits once, in random order, and which were hardest to read."""

import secrets
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

DIGITS: Final = 10


@dataclass(frozen=True, eq=False)
class Written:
    """A digit that was written on request.

    Attributes:
        asked: Which digit it is.
        image: uint8 (28, 28) in MNIST's form.
        probabilities: float32 (10,), what a model says of it.
        drawing_id: Its number in the drawn set; None if it was not kept.
    """

    asked: int
    image: NDArray[np.uint8]
    probabilities: NDArray[np.float32]
    drawing_id: int | None

    @property
    def predicted(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of the digit that was asked for, 0..1."""
        return float(self.probabilities[self.asked])


@dataclass(frozen=True, eq=False)
class Round:
    """A round as far as it has come.

    Attributes:
        order: The ten digits in the order in which they are asked for.
        written: Those that were written already.
        token: Tells it from all other rounds.
    """

    order: tuple[int, ...]
    written: tuple[Written, ...] = ()
    token: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def asked(self) -> int | None:
        """The digit that is to be written now; None at the end."""
        place = len(self.written)
        return self.order[place] if place < len(self.order) else None

    def after(self, written: Written) -> "Round":
        """The round with a further digit."""
        return replace(self, written=(*self.written, written))

    @property
    def hardest_first(self) -> list[Written]:
        """What was written, the digit with the lowest confidence first."""
        return sorted(self.written, key=lambda each: each.confidence)

    @property
    def right(self) -> int:
        """How many were read as the digit that was asked for."""
        return sum(each.predicted == each.asked for each in self.written)


def new_round() -> Round:
    """A round that begins, in an order of its own."""
    return Round(tuple(np.random.default_rng().permutation(DIGITS).tolist()))
