"""The table of people's votes on the labels of images."""

import time

from core.catalog.label_vote import LabelVote
from core.person import Person
from core.store.database import Database
from core.store.people import People

_IMAGE_AND_PERSON = "dataset = ? AND split = ? AND image = ? AND person = ?"


class LabelVotes:
    """The votes of a lab: one per image and person."""

    def __init__(self, database: Database, people: People) -> None:
        self._database, self._people = database, people

    def put(self, dataset: str, split: str, image: int, choice: str, person_id: str) -> None:
        """Keeps a vote in place of the person's earlier one on that image; see `LabelVote`."""
        with self._database.transaction():
            self._people.ensure(person_id)
            self._database.change(
                "INSERT INTO label_vote (dataset, split, image, choice, person, at) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET choice = excluded.choice, at = excluded.at",
                (dataset, split, image, choice, person_id, time.time()),
            )

    def delete(self, dataset: str, split: str, image: int, person_id: str) -> None:
        """Removes a person's vote on an image; one that is gone already stays so."""
        statement = f"DELETE FROM label_vote WHERE {_IMAGE_AND_PERSON}"  # noqa: S608 -- a constant
        self._database.change(statement, (dataset, split, image, person_id))

    def of_split(self, dataset: str, split: str) -> list[LabelVote]:
        """Every vote on the images of a split, by image, the earliest first."""
        rows = self._database.rows(
            "SELECT dataset, split, image, choice, at, person, coalesce(person.name, '') AS person_name"
            " FROM label_vote LEFT JOIN person ON person.id = label_vote.person"
            " WHERE dataset = ? AND split = ? ORDER BY image, at, person",
            (dataset, split),
        )
        return [
            LabelVote(
                row["dataset"],
                row["split"],
                row["image"],
                row["choice"],
                Person(row["person"], row["person_name"]),
                row["at"],
            )
            for row in rows
        ]
