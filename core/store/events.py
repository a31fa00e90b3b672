"""The table of events: what trainings have told."""

import json
import sqlite3
from collections.abc import Collection, Iterable
from typing import cast

from core.home import DamagedStoreError
from core.runs.events import BatchEvent, EpochEvent, Event
from core.runs.progress import each_once
from core.runs.run import UnknownRunError
from core.store.database import Database


class Events:
    """The events of all runs, numbered within each attempt."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run_id: str, attempt: int, events: Iterable[tuple[int, Event]]) -> None:
        """Keeps numbered events; one that is already there is left as it is.

        Raises:
            UnknownRunError: If there is no such run.
        """
        statement = (
            "INSERT INTO event (run, attempt, seq, kind, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        rows = [(run_id, attempt, seq, event["kind"], json.dumps(event)) for seq, event in events]
        try:
            with self._database.transaction():
                self._database.change_many(statement, rows)
        except sqlite3.IntegrityError:
            raise UnknownRunError(run_id) from None

    def count(self, run_id: str, attempt: int) -> int:
        """How many events of an attempt are kept; they are numbered without a gap."""
        query = "SELECT coalesce(max(seq) + 1, 0) AS number FROM event WHERE run = ? AND attempt = ?"
        (row,) = self._database.rows(query, (run_id, attempt))
        return int(row["number"])

    def after(self, run_id: str, position: tuple[int, int] = (0, -1)) -> list[tuple[int, int, Event]]:
        """The events of a run behind a position, each as (attempt, seq, event), in order."""
        rows = self._database.rows(
            "SELECT run, attempt, seq, body FROM event WHERE run = ? AND (attempt, seq) > (?, ?)"
            " ORDER BY attempt, seq",
            (run_id, *position),
        )
        return [(row["attempt"], row["seq"], self._event(row)) for row in rows]

    def epochs(self, run_ids: Collection[str]) -> dict[str, list[EpochEvent]]:
        """The epochs of some runs in order, by run id; each once, whatever the attempt."""
        marks = ", ".join("?" * len(run_ids))
        chosen = f"kind = 'epoch' AND run IN ({marks})"
        query = f"SELECT run, body FROM event WHERE {chosen} ORDER BY run, attempt, seq"  # noqa: S608 -- marks only
        rows = self._database.rows(query, tuple(run_ids))
        found: dict[str, list[EpochEvent]] = {run_id: [] for run_id in run_ids}
        for row in rows:
            found[row["run"]].append(cast(EpochEvent, self._event(row)))
        return {run_id: each_once(epochs) for run_id, epochs in found.items()}

    def positions(self, run_ids: Collection[str]) -> dict[str, float]:
        """By run id, where its last batch stood, in epochs; runs without one are left out."""
        last = (
            "SELECT run, body FROM event WHERE run = ? AND kind = 'batch'"
            " ORDER BY attempt DESC, seq DESC LIMIT 1"
        )
        found = [row for run_id in run_ids for row in self._database.rows(last, (run_id,))]
        return {row["run"]: cast(BatchEvent, self._event(row))["position"] for row in found}

    def _event(self, row: sqlite3.Row) -> Event:
        try:
            return cast(Event, json.loads(row["body"]))
        except ValueError as error:
            raise DamagedStoreError(
                self._database.path, "is damaged at run {run}", run=repr(row["run"])
            ) from error
