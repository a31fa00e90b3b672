"""What a person says of the labels of a data set. Each act asks `allow` first."""

import time

from core.catalog.label_vote import KEEP, LabelVote, is_choice
from core.data.dataset import Dataset
from core.names import WishError
from core.trainer import Trainer


class LabelActs:
    """The acts of a trainer's person. Each raises `NotAllowedError` if the person may not do it."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._votes = trainer.lab.store.label_votes

    def vote(self, dataset: Dataset, row: int, choice: str) -> None:
        """Says what this person takes an image for, in place of what they said of it before.

        Args:
            dataset: What the image is of.
            row: Which image; see `Dataset.first_row`.
            choice: See `LabelVote`; the label itself means `KEEP`.

        Raises:
            WishError: If there is no such image or choice.
        """
        if not 0 <= row < dataset.image_count or not is_choice(choice, dataset.class_count):
            raise WishError("This vote is for no image or label of {title}.", title=dataset.title)
        split, position = dataset.place_of(row)
        if choice == str(dataset.split(split).labels[position]):
            choice = KEEP
        vote = self._own_vote(dataset, row, choice)
        self._trainer.require("vote", vote)
        self._votes.put(vote.dataset, vote.split, vote.image, choice, vote.person.id)

    def take_back(self, dataset: Dataset, row: int) -> None:
        """Removes this person's vote on an image, if there is one; see `vote`."""
        vote = self._own_vote(dataset, row, KEEP)
        self._trainer.require("delete", vote)
        self._votes.delete(vote.dataset, vote.split, vote.image, vote.person.id)

    def _own_vote(self, dataset: Dataset, row: int, choice: str) -> LabelVote:
        split, position = dataset.place_of(row)
        image = int(dataset.split(split).index[position])
        return LabelVote(dataset.name, split, image, choice, self._trainer.person, time.time())
