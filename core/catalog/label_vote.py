"""What people say of an image's label, and the label that follows from their votes.

The label of the data set never changes: a reviewed label is a second opinion beside it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Split
from core.person import Person

KEEP: Final = "keep"
"""The choice that the label is right."""

UNREADABLE: Final = "unreadable"
"""The choice that nobody can say which class it is."""

LEFT_OUT: Final = -1
"""The reviewed label of an image that is unreadable."""


@dataclass(frozen=True)
class LabelVote:
    """What one person says of one image; there is one vote per person and image.

    Attributes:
        dataset: Name of the data set.
        split: Where the image is.
        image: Its position in the data set's own file.
        choice: `KEEP`, `UNREADABLE`, or another label as digits, such as "9".
        person: Who says so.
        at: When, in seconds since the epoch.
    """

    dataset: str
    split: str
    image: int
    choice: str
    person: Person
    at: float


def is_choice(choice: str, class_count: int) -> bool:
    """Whether a vote can say this of an image of a data set with so many classes."""
    return choice in (KEEP, UNREADABLE, *map(str, range(class_count)))


def majority(choices: Iterable[str]) -> str | None:
    """The choice with strictly more votes than any other; None for a tie, or without votes."""
    (first, most), (_, next_most) = [*Counter(choices).most_common(2), ("", 0), ("", 0)][:2]
    return first if most > next_most else None


def reviewed_labels(split: Split, votes: Iterable[LabelVote]) -> NDArray[np.int64]:
    """The labels of a split with what the majority of the votes on each image says.

    Args:
        split: Its images.
        votes: Those on its images; one on an image that it does not have is left out.

    Returns:
        int64 (n,): a label, or `LEFT_OUT`. Without a majority the label of the data set stays.
    """
    labels = split.labels.astype(np.int64)
    choices: dict[int, list[str]] = {}
    for vote in votes:
        choices.setdefault(vote.image, []).append(vote.choice)
    positions = dict(zip(split.index.tolist(), range(len(labels)), strict=True)) if choices else {}
    for image, said in choices.items():
        decided = majority(said)
        if image in positions and decided not in (None, KEEP):
            labels[positions[image]] = LEFT_OUT if decided == UNREADABLE else int(str(decided))
    return labels
