"""A job as the store keeps it."""

from dataclasses import dataclass
from enum import StrEnum

from core.jobs.specs import StoredJob
from core.text import ExplainedError, Text


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_live(self) -> bool:
        """Whether something may still happen to the job by itself."""
        return self in (JobState.QUEUED, JobState.RUNNING)


class UnknownJobError(ExplainedError, LookupError):
    """No job has this number; the message says so in one sentence."""

    def __init__(self, job_id: int) -> None:
        super().__init__("There is no job {number} here; its run may have been deleted.", number=job_id)


@dataclass(frozen=True)
class JobRecord:
    """One job with its progress and its result.

    Attributes:
        id: Its number; a lower one was asked for earlier.
        hash: Of its inputs, see `job_hash`.
        spec: What to do.
        state: Where it stands.
        attempt: Counts the times it was given to a worker.
        progress: Share that is done, 0..1.
        reason: Why it failed; None while it has not.
        result_sha256: SHA-256 of the file with its result, if it has one.
    """

    id: int
    hash: str
    spec: StoredJob
    state: JobState
    attempt: int
    progress: float
    reason: Text | None
    result_sha256: str | None
