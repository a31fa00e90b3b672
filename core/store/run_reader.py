"""What is read of the table of runs."""

import sqlite3

from core.home import DamagedStoreError
from core.person import Person
from core.runs.manifest import Manifest
from core.runs.query import RunQuery
from core.runs.run import Run, UnknownRunError
from core.runs.state import LIVE, State
from core.store.database import Database
from core.store.run_queries import FAIR, ORDERS, where_clause
from core.text import Text

_FIELDS = (
    "id, name, state, manifest, attempt, created, started, ended, queued, spent, stalled, reason,"
    " epochs_done, accuracy, best_validation, model_sha256, model_epochs, evaluation_sha256, epochs_sha256,"
    " device, cluster"
)
_RESUME = "(SELECT sha256 FROM kept_epoch WHERE run = run.id AND epoch = run.epochs_done) AS resume_sha256"
_COLUMNS = ", ".join([*(f"run.{name.strip()}" for name in _FIELDS.split(",")), _RESUME])
_FROM = "FROM run LEFT JOIN person ON person.id = run.person"
_RUN = f"SELECT {_COLUMNS}, run.person AS owner_id, coalesce(person.name, '') AS owner_name {_FROM}"


class RunReader:
    """The runs of a lab, as they are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, run_id: str) -> Run:
        """The run with this id.

        Raises:
            UnknownRunError: If there is none.
        """
        row = self._database.row(f"{_RUN} WHERE run.id = ?", (run_id,))
        if row is None:
            raise UnknownRunError(run_id)
        return self._run(row)

    def find(self, query: RunQuery) -> list[Run]:
        """The runs that a query asks for, in its order."""
        where, values = where_clause(query)
        page = f"ORDER BY {ORDERS[query.order]} LIMIT ? OFFSET ?"
        limit = -1 if query.limit is None else query.limit
        rows = self._database.rows(f"{_RUN} {where} {page}", (*values, limit, query.offset))
        return [self._run(row) for row in rows]

    def count(self, query: RunQuery) -> int:
        """How many runs a query finds, whatever its limit and offset."""
        where, values = where_clause(query)
        (row,) = self._database.rows(f"SELECT count(*) AS number {_FROM} {where}", values)
        return int(row["number"])

    def count_ahead(self, run: Run) -> int:
        """How many live runs come before a run."""
        query = (
            f"SELECT count(*) AS number FROM run WHERE state IN (?, ?)"  # noqa: S608 -- this package's own words
            f" AND ({FAIR}) < (SELECT {FAIR} FROM run WHERE id = ?)"
        )
        (row,) = self._database.rows(query, (*LIVE, run.id))
        return int(row["number"])

    def changes(self) -> int:
        """A number that is another one whenever any run, or the name of any person, has changed."""
        (row,) = self._database.rows("SELECT number FROM change_counter")
        return int(row["number"])

    def with_drawings(self, sha256: str) -> list[str]:
        """The ids of the runs that learn the drawings of a file with this SHA-256."""
        query = "SELECT id FROM run WHERE iif(json_valid(manifest), manifest ->> '$.drawings.sha256' = ?, 0)"
        return [row["id"] for row in self._database.rows(query, (sha256,))]

    def kept_epochs(self, run_id: str) -> dict[int, str]:
        """By the number of an epoch, from 1, the SHA-256 of the model that is kept of it; see `RunFolder`."""
        query = "SELECT epoch, sha256 FROM kept_epoch WHERE run = ? ORDER BY epoch"
        rows = self._database.rows(query, (run_id,))
        return {row["epoch"]: row["sha256"] for row in rows}

    def _run(self, row: sqlite3.Row) -> Run:
        fields = dict(row)
        fields["owner"] = Person(fields.pop("owner_id"), fields.pop("owner_name"))
        try:
            fields["state"] = State(fields["state"])
            fields["manifest"] = Manifest.model_validate_json(fields["manifest"])
            fields["reason"] = Text.from_json(fields["reason"]) if fields["reason"] else None
        except ValueError as error:
            raise DamagedStoreError(
                self._database.path, "is damaged at run {run}", run=repr(row["id"])
            ) from error
        return Run(**fields)
