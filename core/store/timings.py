"""The table of timings, and the jobs that fill it."""

import time
from typing import Final

from core.jobs.record import JobRecord, JobState
from core.jobs.specs import Time, job_hash
from core.runs.timing import Timing
from core.store.database import Database
from core.store.jobs import Jobs

MOST_KEPT: Final = 500
"""Timings; a further one takes the place of the oldest."""


class Timings:
    """What the parts of trainings take on this machine; at most one timing waits."""

    def __init__(self, database: Database, jobs: Jobs) -> None:
        self._database, self._jobs = database, jobs

    def of(self, job: Time) -> Timing | None:
        """What a job has found; None if it has not been done."""
        query = "SELECT start, short_batch, image, epoch, validated_image FROM timing WHERE hash = ?"
        row = self._database.row(query, (job_hash(job),))
        return None if row is None else Timing(**dict(row))

    def ask(self, job: Time, person_id: str) -> None:
        """Queues a timing in place of the one that waits; one that has failed is not tried again."""
        with self._database.transaction():
            known = self._jobs.find(job)
            if known is None or known.state is JobState.CANCELLED:
                self._database.change(
                    "DELETE FROM job WHERE kind = 'time' AND state NOT IN ('running', 'failed')"
                )
                self._jobs.add(job, person_id)

    def keep(self, job: Time, timing: Timing) -> None:
        """Keeps what a job has found."""
        columns = "hash, start, short_batch, image, epoch, validated_image, at"
        seconds = (timing.start, timing.short_batch, timing.image, timing.epoch, timing.validated_image)
        with self._database.transaction():
            self._database.change(
                f"INSERT OR REPLACE INTO timing ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (job_hash(job), *seconds, time.time()),
            )
            self._database.change(
                "DELETE FROM timing WHERE hash NOT IN (SELECT hash FROM timing ORDER BY at DESC LIMIT ?)",
                (MOST_KEPT,),
            )

    def waiting(self) -> JobRecord | None:
        """The timing that waits."""
        return next(iter(self._jobs.queued("training", limit=1, timings=True)), None)

    def is_any_running(self) -> bool:
        """Whether something is timed."""
        query = "SELECT 1 FROM job WHERE kind = 'time' AND state = ?"
        return self._database.row(query, (JobState.RUNNING,)) is not None

    def drop(self) -> None:
        """Forgets what waits or runs, where nobody will do it."""
        self._database.change("DELETE FROM job WHERE kind = 'time'")
