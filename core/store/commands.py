"""The table of commands: what people have asked the runner to do."""

import sqlite3
import time
from typing import Literal

from core.jobs.record import UnknownJobError
from core.person import Person
from core.runs.commands import Cancel, Command, GivenCommand, OpenCommand
from core.runs.run import Run, UnknownRunError
from core.store.database import Database


class Commands:
    """The commands of a lab, open and carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, command: Command, person_id: str, *, is_done: bool = False) -> None:
        """Leaves a command for the runner, or keeps one that is carried out, for people to read of it.

        Raises:
            UnknownRunError, UnknownJobError: If somebody has deleted what it is about.
        """
        run, job = (None, command.job) if isinstance(command, Cancel) else (command.run, None)
        try:
            self._database.change(
                "INSERT INTO command (run, job, kind, body, person, at, done) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (run, job, command.kind, command.model_dump_json(), person_id, time.time(), is_done),
            )
        except sqlite3.IntegrityError:
            raise UnknownRunError(run) if run else UnknownJobError(job or 0) from None

    def open(self) -> list[OpenCommand]:
        """The commands that wait, the oldest first."""
        rows = self._database.rows("SELECT id, body FROM command WHERE done = 0 ORDER BY id")
        return [OpenCommand(row["id"], row["body"]) for row in rows]

    def any_open(self) -> bool:
        """Whether any command waits."""
        return self._database.row("SELECT 1 FROM command WHERE done = 0 LIMIT 1") is not None

    def close(self, command: OpenCommand) -> None:
        """Notes that a command has been carried out, or that nothing came of it."""
        self._database.change("UPDATE command SET done = 1 WHERE id = ?", (command.id,))

    def close_open(self, number: int) -> bool:
        """Notes that the command with this number has been carried out; False if it was before."""
        return self._database.change("UPDATE command SET done = 1 WHERE id = ? AND done = 0", (number,)) > 0

    def close_for_job(self, job_id: int) -> None:
        """Makes the commands about a job meaningless, for it begins anew."""
        self._database.change("UPDATE command SET done = 1 WHERE job = ?", (job_id,))

    def close_for_run(self, run_id: str) -> None:
        """Makes the commands about a run meaningless, for it waits again; what shall change still shall."""
        self._database.change("UPDATE command SET done = 1 WHERE run = ? AND kind != 'change'", (run_id,))

    def has(self, kind: Literal["stop", "pause"], run: Run) -> bool:
        """Whether one of a kind was given since the run was put into the queue, be it carried out or not."""
        query = "SELECT 1 FROM command WHERE run = ? AND kind = ? AND at >= ?"
        return self._database.row(query, (run.id, kind, run.queued)) is not None

    def given(self, run_id: str) -> list[GivenCommand]:
        """What people have asked of a run, the oldest first."""
        rows = self._database.rows(
            "SELECT command.id, body, at, done, command.person, coalesce(person.name, '') AS person_name"
            " FROM command LEFT JOIN person ON person.id = command.person"
            " WHERE run = ? AND kind IN ('stop', 'pause', 'resume', 'change') ORDER BY command.id",
            (run_id,),
        )
        return [
            GivenCommand(
                OpenCommand(row["id"], row["body"]).read(),
                Person(row["person"], row["person_name"]),
                row["at"],
                is_open=not row["done"],
            )
            for row in rows
        ]
