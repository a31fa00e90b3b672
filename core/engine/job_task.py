"""A job at the engine that is no training."""

import time
from functools import partial

from core.engine.ends import Ends
from core.engine.job_files import JobFiles
from core.engine.messages import Done, Message, Progressed
from core.engine.task import COMPILING_SECONDS, Deadline, told_by_disk
from core.home import says_disk_full
from core.jobs.record import JobRecord, JobState
from core.jobs.specs import Time
from core.runs.commands import Cancel, Command
from core.store.store import Store
from core.text import Text, text

MOST_ATTEMPTS = 3
"""After so many a job that has no end is given up: it may be what kills its worker."""

FELL_SILENT = text("The worker fell silent.")
GIVEN_UP = text("It was tried {count} times and never came to an end.", count=MOST_ATTEMPTS)


class JobTask:
    """One attempt at a job; see `Task`."""

    def __init__(self, store: Store, ends: Ends, job: JobRecord, files: JobFiles) -> None:
        # New for each try, also after a restart of this process: Dask answers a known key from memory.
        self.key = f"{job.spec.kind}-{job.id}-{time.time_ns()}"
        self.job_id = job.id
        self._store, self._ends, self._job, self._files = store, ends, job, files
        self.deadline = Deadline(COMPILING_SECONDS if self.is_timing else 0)

    @property
    def is_timing(self) -> bool:
        """Whether it times a training."""
        return isinstance(self._job.spec, Time)

    def ends_by(self, command: Command) -> bool:
        """Whether a command cancels this job."""
        return isinstance(command, Cancel) and command.job == self.job_id

    def receive(self, message: Message) -> None:
        """Notes how far the job is."""
        if isinstance(message, Progressed):
            self._store.jobs.set_progress(self.job_id, message.share)

    def finish(self, done: Done) -> None:
        """Keeps the result in a file."""
        self._store.jobs.get(self.job_id)
        sha256 = self._files.keep(done.result)
        self._store.jobs.get(self.job_id)  # or it was deleted with its run, and the file has to go again
        self._ends.note(self.key, partial(self._store.jobs.finish, self.job_id, sha256))

    def fail(self, reason: Text, details: str = "") -> None:
        """Ends the job."""
        self._files.log(f"{self._job.spec.kind}: {reason}\n{details}")
        self._end(JobState.FAILED, reason)

    def lose(self) -> None:
        """Ends the job as was asked, or because its worker had to be killed."""
        if self.deadline.is_set:
            self._end(JobState.CANCELLED)
        else:
            self.fail(FELL_SILENT)

    def refuse(self, error: OSError) -> None:
        """Has the job wait until there is space, or fails it."""
        if says_disk_full(error):
            again = partial(self._store.jobs.queue_again, self.job_id, MOST_ATTEMPTS, GIVEN_UP)
            self._ends.note(self.key, again)
        else:
            self.fail(told_by_disk(error))

    def forget(self) -> None:
        """Removes the files of what was deleted."""
        self._files.forget()

    def set_stalled(self, stalled: bool) -> bool:
        """A job whose worker has fallen silent is not waited for: it can be asked for again."""
        return stalled

    def _end(self, state: JobState, reason: Text | None = None) -> None:
        self._ends.note(self.key, partial(self._store.jobs.end, self.job_id, state, reason))
