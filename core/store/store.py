"""The lab's database: every statement about its tables is here, but for those of `schema.py`."""

import dataclasses
import json
import sqlite3
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import cast

from core.home import DISK_FULL, DamagedStoreError, UnusableHomeError, says_disk_full
from core.runs.artifacts import run_ids
from core.runs.events import EpochEvent, Event
from core.runs.manifest import Manifest
from core.runs.run import Command, Run, UnknownRunError, new_run_id
from core.runs.state import FOLLOWERS, LIVE, State
from core.store.backup import back_up
from core.store.database import Database
from core.store.schema import MIGRATIONS

_RUN = """
    SELECT run.id, run.name, coalesce(person.name, '') AS person, state, manifest, attempt, created, started,
           ended, stalled, reason, epochs_done, accuracy, checkpoint_sha256, model_sha256, evaluation_sha256,
           epochs_sha256
    FROM run LEFT JOIN person ON person.id = run.person
"""


class Store:
    """The database of one lab; creates and migrates it when opened.

    Besides what its methods name, all may raise what `Database` raises.
    """

    def __init__(self, path: Path) -> None:
        """Opens the database at `path`, which stands in the data folder.

        Raises:
            UnusableHomeError: If it cannot be opened or written, is of a newer lab, or is lost or damaged.
        """
        self.database = Database(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open()
        except (OSError, sqlite3.Error) as error:
            told = f"{path} cannot be used: {error}. Set DIGIT_LAB_HOME to another folder."
            raise UnusableHomeError(DISK_FULL if says_disk_full(error) else told) from error

    def _open(self) -> None:
        path = self.database.path
        version = self.database.version() if path.exists() and path.stat().st_size else 0
        if not version and (kept := run_ids(path.parent)):
            raise DamagedStoreError(path, f"holds nothing, while the folder runs holds {len(kept)} runs")
        if version != len(MIGRATIONS):
            if 0 < version < len(MIGRATIONS):
                back_up(self.database)
            self.database.migrate(MIGRATIONS)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; takes the write lock at once, so that a read inside stays true."""
        return self.database.transaction()

    # People

    def remember_person(self, person: str, name: str) -> None:
        """Sets the name that a person goes by."""
        self.database.change(
            "INSERT INTO person (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            (person, name),
        )

    def person_name(self, person: str) -> str | None:
        """The name that a person goes by, or None for a stranger."""
        row = self.database.row("SELECT name FROM person WHERE id = ?", (person,))
        return None if row is None else str(row["name"])

    def _meet(self, person: str) -> None:
        self.database.change("INSERT INTO person (id, name) VALUES (?, '') ON CONFLICT DO NOTHING", (person,))

    # Runs

    def add_run(self, manifest: Manifest, title: str) -> Run:
        """Queues a new run, named `title` and its number."""
        run_id, created = new_run_id(), manifest.created.timestamp()
        with self.transaction():
            self._meet(manifest.person)
            self.database.change(
                "INSERT INTO run (id, name, person, state, manifest, created) VALUES (?, ?, ?, ?, ?, ?)",
                (run_id, title, manifest.person, State.QUEUED, manifest.model_dump_json(), created),
            )
            self._number_name(run_id)
            return self.run(run_id)

    def _number_name(self, run_id: str) -> None:
        self.database.change("UPDATE run SET name = name || ' ' || number WHERE id = ?", (run_id,))

    def restore_run(self, run: Run, epochs: Iterable[EpochEvent]) -> None:
        """Takes in a run that has ended and is not known here, with its epochs; its name gets its number."""
        fields = {field.name: getattr(run, field.name) for field in dataclasses.fields(run)}
        fields |= {"person": run.manifest.person, "manifest": run.manifest.model_dump_json()}
        columns, marks = ", ".join(fields), ", ".join("?" * len(fields))
        with self.transaction():
            self._meet(run.manifest.person)
            statement = f"INSERT INTO run ({columns}) VALUES ({marks})"  # noqa: S608 -- this file's own words
            self.database.change(statement, tuple(fields.values()))
            self._number_name(run.id)
            self.add_events(run.id, run.attempt, enumerate(epochs))

    def run(self, run_id: str) -> Run:
        """The run with this id.

        Raises:
            UnknownRunError: If there is none.
        """
        row = self.database.row(f"{_RUN} WHERE run.id = ?", (run_id,))
        if row is None:
            raise UnknownRunError(run_id)
        return self._run(row)

    def runs(self) -> list[Run]:
        """Every run, the newest first."""
        return [self._run(row) for row in self.database.rows(f"{_RUN} ORDER BY number DESC")]

    def runs_in(self, *states: State) -> list[Run]:
        """The runs in any of these states, the oldest first."""
        marks = ", ".join("?" * len(states))
        query = f"{_RUN} WHERE state IN ({marks}) ORDER BY number"
        return [self._run(row) for row in self.database.rows(query, states)]

    def _run(self, row: sqlite3.Row) -> Run:
        fields = dict(row)
        try:
            fields["state"] = State(fields["state"])
            fields["manifest"] = Manifest.model_validate_json(fields["manifest"])
        except ValueError as error:
            raise DamagedStoreError(self.database.path, f"is damaged at run {row['id']!r}") from error
        return Run(**fields)

    def rename(self, run_id: str, name: str) -> None:
        """Gives a run another name."""
        self._change_run(run_id, name=name)

    def delete(self, run_id: str) -> bool:
        """Removes a run that has ended, with its events; False if it still waits or trains."""
        with self.transaction():
            if self.run(run_id).state in LIVE:
                return False
            self.database.change("DELETE FROM run WHERE id = ?", (run_id,))
            return True

    def start(self, run_id: str) -> int:
        """Marks a queued run as running and returns the number of this attempt."""
        with self.transaction():
            self._enter(run_id, State.RUNNING)
            self._change_run(run_id, attempt=self.run(run_id).attempt + 1, started=time.time())
            return self.run(run_id).attempt

    def end(self, run_id: str, state: State, reason: str = "") -> None:
        """Marks a run as ended in `state`."""
        with self.transaction():
            self._enter(run_id, state)
            self._change_run(run_id, ended=time.time(), reason=reason, stalled=None)

    def _enter(self, run_id: str, state: State) -> None:
        before = self.run(run_id).state
        if state not in FOLLOWERS[before]:
            raise ValueError(f"Run {run_id} is {before} and cannot become {state}.")
        self._change_run(run_id, state=state)

    def set_stalled(self, run_id: str, stalled: bool) -> None:
        """Notes that a running run's worker has fallen silent, or that it speaks again."""
        self._change_run(run_id, stalled=time.time() if stalled else None)

    def set_checkpoint(self, run_id: str, epochs_done: int, sha256: str) -> None:
        """Notes the checkpoint that stands in the run's folder."""
        self._change_run(run_id, epochs_done=epochs_done, checkpoint_sha256=sha256)

    def set_epochs_file(self, run_id: str, sha256: str) -> None:
        """Notes the epochs.npz that stands in the run's folder."""
        self._change_run(run_id, epochs_sha256=sha256)

    def set_evaluation(self, run_id: str, sha256: str) -> None:
        """Notes the evaluation.npz that stands in the run's folder."""
        self._change_run(run_id, evaluation_sha256=sha256)

    def set_model(self, run_id: str, sha256: str, accuracy: float) -> None:
        """Notes the model that stands in the run's folder, and its accuracy on `test` (0..1)."""
        self._change_run(run_id, model_sha256=sha256, accuracy=accuracy)

    def _change_run(self, run_id: str, **fields: object) -> None:
        changes = ", ".join(f"{name} = ?" for name in fields)
        statement = f"UPDATE run SET {changes} WHERE id = ?"  # noqa: S608 -- this file's own words
        if not self.database.change(statement, (*fields.values(), run_id)):
            raise UnknownRunError(run_id)

    # Events

    def add_events(self, run_id: str, attempt: int, events: Iterable[tuple[int, Event]]) -> None:
        """Keeps numbered events; one that is already there is left as it is."""
        with self.transaction():
            self.database.change_many(
                "INSERT INTO event (run, attempt, seq, kind, body) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                [(run_id, attempt, seq, event["kind"], json.dumps(event)) for seq, event in events],
            )

    def events(self, run_id: str, *, after: tuple[int, int] = (0, -1)) -> list[tuple[int, int, Event]]:
        """The events behind the position `after`, each as (attempt, seq, event), in order."""
        rows = self.database.rows(
            "SELECT run, attempt, seq, body FROM event WHERE run = ? AND (attempt, seq) > (?, ?)"
            " ORDER BY attempt, seq",
            (run_id, *after),
        )
        return [(row["attempt"], row["seq"], self._event(row)) for row in rows]

    def epochs(self) -> list[tuple[str, EpochEvent]]:
        """The epochs of all runs, each as (run id, event), each run's in order."""
        rows = self.database.rows(
            "SELECT run, body FROM event WHERE kind = 'epoch' ORDER BY run, attempt, seq"
        )
        return [(row["run"], cast(EpochEvent, self._event(row))) for row in rows]

    def _event(self, row: sqlite3.Row) -> Event:
        try:
            return cast(Event, json.loads(row["body"]))
        except ValueError as error:
            raise DamagedStoreError(self.database.path, f"is damaged at run {row['run']!r}") from error

    # Commands

    def add_command(self, run_id: str, verb: str) -> None:
        """Leaves a wish for the runner."""
        values = (run_id, verb, time.time())
        self.database.change("INSERT INTO command (run, verb, at) VALUES (?, ?, ?)", values)

    def open_commands(self) -> list[Command]:
        """The commands that wait, the oldest first."""
        rows = self.database.rows("SELECT id, run, verb, at FROM command WHERE done = 0 ORDER BY id")
        return [Command(*row) for row in rows]

    def was_asked_to_stop(self, run: Run) -> bool:
        """Whether a stop was asked for in this attempt at the run, be it carried out or not."""
        query = "SELECT 1 FROM command WHERE run = ? AND verb = 'stop' AND at >= ?"
        since = run.created if run.started is None else run.started
        return self.database.row(query, (run.id, since)) is not None

    def close_command(self, command: Command) -> None:
        """Notes that a command has been carried out or has become meaningless."""
        self.database.change("UPDATE command SET done = 1 WHERE id = ?", (command.id,))
