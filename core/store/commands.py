"""The table of commands: what people have asked the runner to do."""

import sqlite3
import time

from core.jobs.record import UnknownJobError
from core.runs.commands import Cancel, Command, OpenCommand, Stop
from core.runs.run import Run, UnknownRunError
from core.store.database import Database


class Commands:
    """The commands of a lab, open and carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, command: Command, person_id: str) -> None:
        """Leaves a command for the runner.

        Raises:
            UnknownRunError, UnknownJobError: If somebody has deleted what it is about.
        """
        run = command.run if isinstance(command, Stop) else None
        job = command.job if isinstance(command, Cancel) else None
        try:
            self._database.change(
                "INSERT INTO command (run, job, kind, body, person, at) VALUES (?, ?, ?, ?, ?, ?)",
                (run, job, command.kind, command.model_dump_json(), person_id, time.time()),
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

    def close_for_job(self, job_id: int) -> None:
        """Makes the commands about a job meaningless, for it begins anew."""
        self._database.change("UPDATE command SET done = 1 WHERE job = ?", (job_id,))

    def has_stop(self, run: Run) -> bool:
        """Whether a stop was asked for in this attempt at the run, be it carried out or not."""
        query = "SELECT 1 FROM command WHERE run = ? AND kind = 'stop' AND at >= ?"
        since = run.created if run.started is None else run.started
        return self._database.row(query, (run.id, since)) is not None
