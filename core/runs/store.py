"""The lab's database: every statement of SQL is here, but for the tables' own in `schema.py`.

SQLite in WAL mode, so pages read while the runner writes. Each thread has a connection of its own.
Never put it on a network file system: WAL needs shared memory.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.home import UnusableHomeError
from core.runs.events import EpochEvent, Event
from core.runs.manifest import Manifest
from core.runs.run import Command, Run, UnknownRunError, new_run_id
from core.runs.schema import MIGRATIONS
from core.runs.state import FOLLOWERS, LIVE, State

BUSY_TIMEOUT_SECONDS = 10

_RUN = """
    SELECT run.id, run.name, coalesce(person.name, '') AS person, state, manifest, attempt, created, started,
           ended, reason, epochs_done, accuracy, checkpoint_sha256, model_sha256
    FROM run LEFT JOIN person ON person.id = run.person
"""


class Store:
    """The database of one lab; creates and migrates it when opened, or raises `UnusableHomeError`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            told = f"{path} cannot be used: {error}. Set DIGIT_LAB_HOME to another folder."
            raise UnusableHomeError(told) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; takes the write lock at once, so that a read inside stays true."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _migrate(self) -> None:
        with self.transaction() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > len(MIGRATIONS):
                raise UnusableHomeError(
                    f"{self._path} is of a newer Digit Lab (schema {version}); install it."
                )
            for script in MIGRATIONS[version:]:
                for statement in filter(str.strip, script.split(";")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    # People

    def remember_person(self, person: str, name: str) -> None:
        """Sets the name that a person goes by."""
        self._connection().execute(
            "INSERT INTO person (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            (person, name),
        )

    def person_name(self, person: str) -> str | None:
        """The name that a person goes by, or None for a stranger."""
        row = self._connection().execute("SELECT name FROM person WHERE id = ?", (person,)).fetchone()
        return None if row is None else str(row["name"])

    # Runs

    def add_run(self, manifest: Manifest, title: str) -> Run:
        """Queues a new run, named `title` and its number."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO person (id, name) VALUES (?, '') ON CONFLICT DO NOTHING", (manifest.person,)
            )
            row = connection.execute(
                "INSERT INTO run (id, name, person, state, manifest, created) VALUES (?, ?, ?, ?, ?, ?)"
                " RETURNING number, id",
                (
                    new_run_id(),
                    title,
                    manifest.person,
                    State.QUEUED,
                    manifest.model_dump_json(),
                    manifest.created.timestamp(),
                ),
            ).fetchone()
            connection.execute(
                "UPDATE run SET name = ? WHERE id = ?", (f"{title} {row['number']}", row["id"])
            )
            return self.run(row["id"])

    def run(self, run_id: str) -> Run:
        """The run with this id.

        Raises:
            UnknownRunError: If there is none.
        """
        row = self._connection().execute(f"{_RUN} WHERE run.id = ?", (run_id,)).fetchone()
        if row is None:
            raise UnknownRunError(run_id)
        return _run(row)

    def runs(self) -> list[Run]:
        """Every run, the newest first."""
        return [_run(row) for row in self._connection().execute(f"{_RUN} ORDER BY number DESC")]

    def runs_in(self, *states: State) -> list[Run]:
        """The runs in any of these states, the oldest first."""
        marks = ", ".join("?" * len(states))
        query = f"{_RUN} WHERE state IN ({marks}) ORDER BY number"
        return [_run(row) for row in self._connection().execute(query, states)]

    def rename(self, run_id: str, name: str) -> None:
        """Gives a run another name."""
        self._change("UPDATE run SET name = ? WHERE id = ?", (name, run_id), run_id)

    def delete(self, run_id: str) -> bool:
        """Removes a run that has ended, with its events; False if it still waits or trains."""
        with self.transaction() as connection:
            if self.run(run_id).state in LIVE:
                return False
            connection.execute("DELETE FROM run WHERE id = ?", (run_id,))
            return True

    def start(self, run_id: str) -> int:
        """Marks a queued run as running and returns the number of this attempt."""
        with self.transaction() as connection:
            self._enter(run_id, State.RUNNING)
            connection.execute(
                "UPDATE run SET attempt = attempt + 1, started = ? WHERE id = ?", (time.time(), run_id)
            )
            return self.run(run_id).attempt

    def end(self, run_id: str, state: State, reason: str = "") -> None:
        """Marks a run as ended in `state`."""
        with self.transaction() as connection:
            self._enter(run_id, state)
            connection.execute(
                "UPDATE run SET ended = ?, reason = ? WHERE id = ?", (time.time(), reason, run_id)
            )

    def _enter(self, run_id: str, state: State) -> None:
        before = self.run(run_id).state
        if state not in FOLLOWERS[before]:
            raise ValueError(f"Run {run_id} is {before} and cannot become {state}.")
        self._connection().execute("UPDATE run SET state = ? WHERE id = ?", (state, run_id))

    def set_checkpoint(self, run_id: str, epochs_done: int, sha256: str) -> None:
        """Notes the checkpoint that stands in the run's folder."""
        self._change(
            "UPDATE run SET epochs_done = ?, checkpoint_sha256 = ? WHERE id = ?",
            (epochs_done, sha256, run_id),
            run_id,
        )

    def set_model(self, run_id: str, sha256: str, accuracy: float) -> None:
        """Notes the model that stands in the run's folder, and its accuracy on `test` (0..1)."""
        self._change(
            "UPDATE run SET model_sha256 = ?, accuracy = ? WHERE id = ?", (sha256, accuracy, run_id), run_id
        )

    def _change(self, statement: str, values: tuple[object, ...], run_id: str) -> None:
        if self._connection().execute(statement, values).rowcount == 0:
            raise UnknownRunError(run_id)

    # Events

    def add_events(self, run_id: str, attempt: int, events: Iterable[tuple[int, Event]]) -> None:
        """Keeps numbered events; one that is already there is left as it is."""
        with self.transaction() as connection:
            connection.executemany(
                "INSERT INTO event (run, attempt, seq, kind, body) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                [(run_id, attempt, seq, event["kind"], json.dumps(event)) for seq, event in events],
            )

    def events(self, run_id: str, *, after: tuple[int, int] = (0, -1)) -> list[tuple[int, int, Event]]:
        """The events behind the position `after`, each as (attempt, seq, event), in order."""
        rows = self._connection().execute(
            "SELECT attempt, seq, body FROM event WHERE run = ? AND (attempt, seq) > (?, ?)"
            " ORDER BY attempt, seq",
            (run_id, *after),
        )
        return [(row["attempt"], row["seq"], json.loads(row["body"])) for row in rows]

    def epochs(self) -> list[tuple[str, EpochEvent]]:
        """The epochs of all runs, each as (run id, event), each run's in order."""
        rows = self._connection().execute(
            "SELECT run, body FROM event WHERE kind = 'epoch' ORDER BY run, attempt, seq"
        )
        return [(row["run"], json.loads(row["body"])) for row in rows]

    # Commands

    def add_command(self, run_id: str, verb: str) -> None:
        """Leaves a wish for the runner."""
        self._connection().execute(
            "INSERT INTO command (run, verb, at) VALUES (?, ?, ?)", (run_id, verb, time.time())
        )

    def open_commands(self) -> list[Command]:
        """The commands that wait, the oldest first."""
        rows = self._connection().execute("SELECT id, run, verb, at FROM command WHERE done = 0 ORDER BY id")
        return [Command(*row) for row in rows]

    def was_asked_to_stop(self, run: Run) -> bool:
        """Whether a stop was asked for in this attempt at the run, be it carried out or not."""
        query = "SELECT 1 FROM command WHERE run = ? AND verb = 'stop' AND at >= ?"
        since = run.created if run.started is None else run.started
        return self._connection().execute(query, (run.id, since)).fetchone() is not None

    def close_command(self, command: Command) -> None:
        """Notes that a command has been carried out or has become meaningless."""
        self._connection().execute("UPDATE command SET done = 1 WHERE id = ?", (command.id,))


def _run(row: sqlite3.Row) -> Run:
    fields = dict(row)
    fields["state"] = State(fields["state"])
    fields["manifest"] = Manifest.model_validate_json(fields["manifest"])
    return Run(**fields)
