"""The table of views that people have saved."""

import sqlite3
import time
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from core.catalog.saved_view import SavedView, ViewNameTakenError
from core.person import Person
from core.store.database import Database
from core.store.people import People

_VIEW = (
    "SELECT view.id, view.name, parameters, person, coalesce(person.name, '') AS person_name"
    " FROM view LEFT JOIN person ON person.id = view.person"
)


class SavedViews:
    """The saved views of a lab."""

    def __init__(self, database: Database, people: People) -> None:
        self._database, self._people = database, people

    def add(self, name: str, parameters: Mapping[str, str], person_id: str) -> SavedView:
        """Keeps a view.

        Raises:
            ViewNameTakenError: If there is one of that name.
        """
        with self._database.transaction():
            if self._find("name", name) is not None:
                raise ViewNameTakenError(name)
            self._people.ensure(person_id)
            self._database.change(
                "INSERT INTO view (name, parameters, person, created) VALUES (?, ?, ?, ?)",
                (name, urlencode(parameters), person_id, time.time()),
            )
            found = self._find("name", name)
        assert found is not None  # noqa: S101 -- inserted above, in the same transaction
        return found

    def all(self) -> list[SavedView]:
        """Every view, by name."""
        return [self._view(row) for row in self._database.rows(f"{_VIEW} ORDER BY view.name, view.id")]

    def get(self, view_id: int) -> SavedView | None:
        """The view with this number, or None if somebody has deleted it."""
        return self._find("id", view_id)

    def delete(self, view_id: int) -> None:
        """Removes a view; one that is gone already stays so."""
        self._database.change("DELETE FROM view WHERE id = ?", (view_id,))

    def _find(self, column: str, value: object) -> SavedView | None:
        row = self._database.row(f"{_VIEW} WHERE view.{column} = ?", (value,))
        return None if row is None else self._view(row)

    def _view(self, row: sqlite3.Row) -> SavedView:
        owner = Person(row["person"], row["person_name"])
        return SavedView(row["id"], row["name"], dict(parse_qsl(row["parameters"])), owner)
