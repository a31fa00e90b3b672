"""The table of jobs."""

import sqlite3
import time
from collections.abc import Callable

from core.home import DamagedStoreError
from core.jobs.record import JobRecord, JobState, UnknownJobError
from core.jobs.specs import STORED_JOB, Slot, StoredJob, job_hash
from core.runs.run import UnknownRunError
from core.store.commands import Commands
from core.store.database import Database
from core.text import Text

_JOB = "SELECT id, hash, spec, state, attempt, progress, reason, result_sha256 FROM job"
_LIVE = (JobState.QUEUED, JobState.RUNNING)


class Jobs:
    """The jobs of a lab; of all that have the same inputs there is one."""

    def __init__(self, database: Database, commands: Commands) -> None:
        self._database, self._commands = database, commands

    def add(self, spec: StoredJob, person_id: str) -> JobRecord:
        """Queues a job and returns it; one that is live or done already stays as it is.

        Raises:
            UnknownRunError: If somebody has deleted its run.
        """
        with self._database.transaction():
            known = self.find(spec)
            if known is None:
                self._insert(spec, person_id)
            elif not known.state.is_live and known.state is not JobState.FINISHED:
                self._commands.close_for_job(known.id)
                self._change(known.id, state=JobState.QUEUED, attempt=0, progress=0.0, reason="", ended=None)
            found = self.find(spec)
        assert found is not None  # noqa: S101 -- inserted above, in the same transaction
        return found

    def ask(self, spec: StoredJob, person_id: str, is_kept: Callable[[], bool]) -> JobRecord:
        """As `add`, but a job that is done is queued again if its result is lost or damaged.

        Raises:
            UnknownRunError: If somebody has deleted its run.
        """
        known = self.find(spec)
        if known and known.state is JobState.FINISHED and not is_kept():
            self.forget_result(known)
        return self.add(spec, person_id)

    def _insert(self, spec: StoredJob, person_id: str) -> None:
        columns = "hash, kind, slot, run, person, spec, state, created"
        statement = f"INSERT INTO job ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 -- these words
        values = (
            job_hash(spec), spec.kind, spec.slot, spec.run, person_id, spec.model_dump_json(),
            JobState.QUEUED, time.time(),
        )  # fmt: skip
        try:
            self._database.change(statement, values)
        except sqlite3.IntegrityError:
            raise UnknownRunError(spec.run or "") from None

    def delete(self, job_id: int) -> None:
        """Removes a job that has ended; one that is gone already stays so."""
        self._database.change("DELETE FROM job WHERE id = ?", (job_id,))

    def find(self, spec: StoredJob) -> JobRecord | None:
        """The job with these inputs, or None if nobody has asked for it."""
        row = self._database.row(f"{_JOB} WHERE hash = ?", (job_hash(spec),))
        return None if row is None else self._job(row)

    def get(self, job_id: int) -> JobRecord:
        """The job with this number.

        Raises:
            UnknownJobError: If there is none.
        """
        row = self._database.row(f"{_JOB} WHERE id = ?", (job_id,))
        if row is None:
            raise UnknownJobError(job_id)
        return self._job(row)

    def queued(self, slot: Slot, limit: int, *, timings: bool = False) -> list[JobRecord]:
        """The timings, or the other jobs, that wait for a slot of a kind, the oldest first."""
        query = f"{_JOB} WHERE state = ? AND slot = ? AND (kind = 'time') = ? ORDER BY id LIMIT ?"
        return [self._job(row) for row in self._database.rows(query, (JobState.QUEUED, slot, timings, limit))]

    def any_queued(self) -> bool:
        """Whether any job waits."""
        query = "SELECT 1 FROM job WHERE state = ? LIMIT 1"
        return self._database.row(query, (JobState.QUEUED,)) is not None

    def start(self, job_id: int) -> JobRecord:
        """Marks a job as running, in a new attempt."""
        with self._database.transaction():
            attempt = self.get(job_id).attempt + 1
            self._change(job_id, state=JobState.RUNNING, attempt=attempt, started=time.time(), progress=0.0)
            return self.get(job_id)

    def set_progress(self, job_id: int, share: float) -> None:
        """Notes how much of a running job is done, 0..1."""
        self._change(job_id, progress=share)

    def finish(self, job_id: int, result_sha256: str | None) -> None:
        """Marks a job as done; its result, if it has a file of its own, is the one with this SHA-256."""
        self._change(
            job_id, state=JobState.FINISHED, progress=1.0, ended=time.time(), result_sha256=result_sha256
        )

    def end(self, job_id: int, state: JobState, reason: Text | None = None) -> None:
        """Marks a job as failed or cancelled."""
        self._change(job_id, state=state, ended=time.time(), reason=reason.to_json() if reason else "")

    def forget_result(self, job: JobRecord) -> None:
        """Makes a job that was done one that can be asked for anew, because its file is lost or damaged."""
        self._database.change(
            "UPDATE job SET state = ?, result_sha256 = NULL WHERE id = ? AND state = ? AND result_sha256 = ?",
            (JobState.CANCELLED, job.id, JobState.FINISHED, job.result_sha256),
        )

    def running(self) -> list[JobRecord]:
        """The jobs that are marked as running."""
        return [self._job(row) for row in self._database.rows(f"{_JOB} WHERE state = ?", (JobState.RUNNING,))]

    def queue_again(self, job_id: int, most_attempts: int, reason: Text) -> None:
        """Has a job that was running wait again, or fails it for `reason` if it was tried so often."""
        with self._database.transaction():
            if self.get(job_id).attempt < most_attempts:
                self._change(job_id, state=JobState.QUEUED, progress=0.0, reason="")
            else:
                self.end(job_id, JobState.FAILED, reason)

    def _change(self, job_id: int, **fields: object) -> None:
        if not self._database.update_row("job", job_id, **fields):
            raise UnknownJobError(job_id)

    def _job(self, row: sqlite3.Row) -> JobRecord:
        fields = dict(row)
        try:
            fields["state"] = JobState(fields["state"])
            fields["spec"] = STORED_JOB.validate_json(fields["spec"])
            fields["reason"] = Text.from_json(fields["reason"]) if fields["reason"] else None
        except ValueError as error:
            raise DamagedStoreError(self._database.path, "is damaged at job {job}", job=row["id"]) from error
        return JobRecord(**fields)
