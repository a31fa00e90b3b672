"""The table of people."""

from core.person import Person
from core.store.database import Database


class People:
    """The people of a lab and the names that they go by."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, person: Person) -> None:
        """Sets the name that a person goes by."""
        self._database.change(
            "INSERT INTO person (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            (person.id, person.name),
        )

    def get(self, person_id: str) -> Person | None:
        """The person with this id, or None for a stranger."""
        row = self._database.row("SELECT id, name FROM person WHERE id = ?", (person_id,))
        return None if row is None else Person(row["id"], row["name"])

    def ensure(self, person_id: str) -> None:
        """Makes a person known who is not yet, without a name."""
        statement = "INSERT INTO person (id, name) VALUES (?, '') ON CONFLICT DO NOTHING"
        self._database.change(statement, (person_id,))
