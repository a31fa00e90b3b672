"""The queue of labels in doubt: its split, its filter, its captions, and which image of it is in hand."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.image_name import ALL, row_of_name
from core.catalog.label_vote import LabelVote
from core.catalog.query_error import QueryError
from core.data.dataset import Dataset
from core.label_review import LabelReview
from dashboard.toolkit.address_choice import choose_in_address
from dashboard.toolkit.image_grid import select
from dashboard.toolkit.split_field import split_field
from dashboard.toolkit.state import trainer
from dashboard.views.explore.split_and_digits import is_all_chosen

IN_HAND: Final = "doubted"
"""What the choice in the queue is remembered as."""

IMAGE: Final = "image"
"""What the address calls the position of the image in hand in its file."""

_SPLIT: Final = "labels-of"

WANTED: Final = {"all": "All", "confident": "Confident", "open": "Not voted by me", "voted": "Voted"}
"""By what the address says, which part of the queue is shown."""


@dataclass(frozen=True, eq=False)
class DoubtQueue:
    """The labels in doubt of a split.

    Attributes:
        dataset: What the images are of.
        split_name: Their split.
        review: What the runs say of it.
        votes: Those on all images of the split.
    """

    dataset: Dataset
    split_name: str
    review: LabelReview
    votes: list[LabelVote]

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """(m,) the images in doubt, the most doubtful first; see `Dataset.first_row`."""
        return self.dataset.first_row(self.split_name) + self.review.issues.positions

    @cached_property
    def votes_by_row(self) -> dict[int, list[LabelVote]]:
        """The votes on the images of the queue, the earliest first."""
        found: dict[int, list[LabelVote]] = {}
        row_of = dict(zip(self.dataset.index_at(self.rows).tolist(), self.rows.tolist(), strict=True))
        for vote in self.votes:
            if vote.image in row_of:
                found.setdefault(row_of[vote.image], []).append(vote)
        return found

    @property
    def reviewed_count(self) -> int:
        """How many images of the queue have a vote."""
        return len(self.votes_by_row)

    def own_vote(self, row: int) -> LabelVote | None:
        """This visitor's vote on an image."""
        votes = self.votes_by_row.get(row, [])
        return next((vote for vote in votes if vote.person.id == self._own_id), None)

    @cached_property
    def _own_id(self) -> str:
        return trainer().person.id

    def place(self, row: int) -> int:
        """Where an image stands in the queue."""
        return int(np.flatnonzero(self.rows == row)[0])

    def probabilities_of(self, row: int) -> NDArray[np.float64]:
        """What the runs say of an image: float64 (k,)."""
        return np.asarray(self.review.probabilities[row - self.dataset.first_row(self.split_name)])

    def suggested(self, row: int) -> int:
        """The label that the runs give an image of the queue."""
        return int(self.review.issues.suggested[self.place(row)])

    def label(self, row: int) -> int:
        """The label of an image."""
        return int(self.dataset.labels_at(np.array([row]))[0])

    def caption(self, row: int) -> str:
        """Such as "4 → 9, 98%", with a tick once there is a vote."""
        classes, suggested = self.dataset.classes, self.suggested(row)
        share = self.probabilities_of(row)[suggested]
        tick = "✓ " if row in self.votes_by_row else ""
        return f"{tick}{classes[self.label(row)]} → {classes[suggested]}, {share * 100:.0f}%"


def choose_labels_split() -> str:
    """The split whose labels are in question; the address has it as `labels-of`."""
    return split_field(
        _SPLIT,
        "test",
        on_change=_forget_doubt,
        help="Of train the lab keeps what a run says once it was evaluated on train.",
    )


def is_all_asked() -> bool:
    """Whether the address asks for the labels of all splits, or Explore has the images of all on screen."""
    return st.query_params.get(_SPLIT) == ALL or is_all_chosen()


def choose_wanted() -> str:
    """The field for the part of the queue that is shown; returns a key of `WANTED`."""
    return choose_in_address("Queue", WANTED, key="queue", on_change=_forget_doubt)


def wanted_rows(queue: DoubtQueue, wanted: str) -> NDArray[np.int64]:
    """The images of a part of the queue, (m,) in its order."""
    match wanted:
        case "confident":
            return queue.rows[queue.review.issues.is_confident]
        case "open":
            return queue.rows[[queue.own_vote(row) is None for row in queue.rows.tolist()]]
        case "voted":
            return queue.rows[np.isin(queue.rows, list(queue.votes_by_row))]
    return queue.rows


def take_named_doubt(queue: DoubtQueue, rows: NDArray[np.int64]) -> None:
    """Takes the image in hand that the address names, if it is among these."""
    with suppress(QueryError):
        row = row_of_name(queue.dataset, st.query_params.get(IMAGE, ""), queue.split_name)
        if row in rows:
            select(IN_HAND, row)


def name_doubt(dataset: Dataset, row: int) -> None:
    """Makes the address name the image in hand."""
    st.query_params[IMAGE] = str(dataset.index_at(np.array([row]))[0])


def _forget_doubt() -> None:
    st.query_params.pop(IMAGE, None)


def go_on(queue: DoubtQueue, rows: NDArray[np.int64], row: int) -> None:
    """Takes the image in hand that follows one, and after the last the first."""
    place = int(np.flatnonzero(rows == row)[0])
    following = int(rows[(place + 1) % len(rows)])
    select(IN_HAND, following)
    name_doubt(queue.dataset, following)
