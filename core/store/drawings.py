"""The table of labelled drawings."""

import sqlite3
import time
from collections.abc import Iterator
from typing import Final

from core.drawings.drawing import (
    MOST_DRAWINGS,
    MOST_OF_PERSON,
    Answer,
    Content,
    Drawing,
    NewDrawing,
)
from core.names import WishError
from core.person import Person
from core.store.database import Database
from core.store.people import People

_KNOWN: Final = (
    "drawing.id, person, coalesce(person.name, '') AS person_name, at, label, kind, collection, model,"
    " answer, confidence, sha256"
)
_FROM: Final = "FROM drawing LEFT JOIN person ON person.id = drawing.person"
_AT_ONCE: Final = 200
"""Drawings that are read at a time with all that is kept of them, up to 7 MB."""


class Drawings:
    """The drawings of a lab: an image is there once for each person."""

    def __init__(self, database: Database, people: People) -> None:
        self._database, self._people = database, people

    def put(self, new: NewDrawing, person_id: str) -> Drawing:
        """Keeps a drawing; one that the person has already gets this label.

        Raises:
            WishError: If the set, or the person's part of it, is full.
        """
        with self._database.transaction():
            known = self.find(person_id, new.sha256)
            if known is None:
                self._check_room(person_id)
                self._insert(new, person_id)
            elif known.label != new.label:
                self.set_label(known.id, new.label)
            found = self.find(person_id, new.sha256)
        assert found is not None  # noqa: S101 -- put there above, in the same transaction
        return found

    def _check_room(self, person_id: str) -> None:
        row = self._database.row("SELECT count(*), total(person = ?) FROM drawing", (person_id,))
        whole, own = (0, 0) if row is None else (row[0], row[1])
        if own >= MOST_OF_PERSON:
            raise WishError(
                "You have {limit:,} drawings in the drawn set, which is the limit; delete some first.",
                limit=MOST_OF_PERSON,
            )
        if whole >= MOST_DRAWINGS:
            raise WishError(
                "The drawn set is full: it has {limit:,} drawings; delete some first.", limit=MOST_DRAWINGS
            )

    def _insert(self, new: NewDrawing, person_id: str) -> None:
        self._people.ensure(person_id)
        self._database.change(
            "INSERT INTO drawing (person, at, label, kind, collection, model, answer, confidence, sha256,"
            " image, source, strokes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (person_id, time.time(), new.label, new.kind, new.collection, new.answer.model,
             new.answer.digit, new.answer.confidence, new.sha256, new.image.tobytes(), new.source,
             new.strokes),
        )  # fmt: skip

    def get(self, drawing_id: int) -> Drawing | None:
        """The drawing with this number, or None."""
        return self._one("drawing.id = ?", drawing_id)

    def find(self, person_id: str, sha256: str) -> Drawing | None:
        """A person's drawing with these pixels, or None."""
        return self._one("person = ? AND sha256 = ?", person_id, sha256)

    def all(self) -> list[Drawing]:
        """Every drawing, the oldest first."""
        return [_drawing(row) for row in self._database.rows(f"SELECT {_KNOWN} {_FROM} ORDER BY drawing.id")]

    def contents(self) -> Iterator[Content]:
        """Every drawing with all that is kept of it, the oldest first."""
        last = 0
        query = (
            f"SELECT {_KNOWN}, image, source, strokes {_FROM}"
            " WHERE drawing.id > ? ORDER BY drawing.id LIMIT ?"
        )
        while rows := self._database.rows(query, (last, _AT_ONCE)):
            for row in rows:
                yield Content(_drawing(row), row["image"], row["source"], row["strokes"])
            last = rows[-1]["id"]

    def images(self) -> list[tuple[int, int, bytes]]:
        """Number, label and pixels of every drawing, the oldest first."""
        rows = self._database.rows("SELECT id, label, image FROM drawing ORDER BY id")
        return [(row["id"], row["label"], row["image"]) for row in rows]

    def version(self) -> str:
        """A text that is another one whenever a drawing was added, changed or removed."""
        row = self._database.row("SELECT token FROM drawing_version")
        return "" if row is None else str(row[0])

    def set_label(self, drawing_id: int, label: int) -> None:
        """Gives a drawing another label."""
        self._database.change("UPDATE drawing SET label = ? WHERE id = ?", (label, drawing_id))

    def delete(self, drawing_id: int) -> None:
        """Removes a drawing for good; one that is gone already stays so."""
        self._database.change("DELETE FROM drawing WHERE id = ?", (drawing_id,))

    def delete_of(self, person_id: str) -> int:
        """Removes all drawings of a person for good; returns how many there were."""
        return self._database.change("DELETE FROM drawing WHERE person = ?", (person_id,))

    def _one(self, condition: str, *values: object) -> Drawing | None:
        row = self._database.row(f"SELECT {_KNOWN} {_FROM} WHERE {condition}", values)
        return None if row is None else _drawing(row)


def _drawing(row: sqlite3.Row) -> Drawing:
    return Drawing(
        id=row["id"],
        person=Person(row["person"], row["person_name"]),
        at=row["at"],
        label=row["label"],
        kind=row["kind"],
        collection=row["collection"],
        answer=Answer(row["model"], row["answer"], row["confidence"]),
        sha256=row["sha256"],
    )
