"""The lab's database: one object for each subject, on one SQLite file."""

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from core.home import DISK_FULL, DamagedStoreError, UnusableHomeError, says_disk_full
from core.runs.artifacts import run_ids
from core.store.backup import back_up
from core.store.commands import Commands
from core.store.database import Database
from core.store.datasets import Datasets
from core.store.drawings import Drawings
from core.store.events import Events
from core.store.jobs import Jobs
from core.store.label_votes import LabelVotes
from core.store.left_tasks import LeftTasks
from core.store.people import People
from core.store.runs import Runs
from core.store.saved_views import SavedViews
from core.store.schema import MIGRATIONS
from core.store.sweeps import Sweeps
from core.store.timings import Timings


class Store:
    """The database of one lab; creates and migrates it when opened.

    Besides what its methods name, all may raise what `Database` raises.

    Attributes:
        database: The file.
        people, runs, events, commands, jobs, datasets, saved_views, label_votes, drawings, sweeps,
            left_tasks, timings: What is in it, by subject.
    """

    def __init__(self, path: Path) -> None:
        """Opens the database at `path`, which stands in the data folder.

        Raises:
            UnusableHomeError: If it cannot be opened or written, is of a newer lab, or is lost or damaged.
        """
        self.database = Database(path)
        self.people = People(self.database)
        self.events = Events(self.database)
        self.runs = Runs(self.database, self.people, self.events)
        self.commands = Commands(self.database)
        self.jobs = Jobs(self.database, self.commands)
        self.datasets = Datasets(self.database, self.people, self.jobs)
        self.saved_views = SavedViews(self.database, self.people)
        self.label_votes = LabelVotes(self.database, self.people)
        self.drawings = Drawings(self.database, self.people)
        self.sweeps = Sweeps(self.database, self.people, self.runs, self.events)
        self.left_tasks = LeftTasks(self.database)
        self.timings = Timings(self.database, self.jobs)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open()
        except (OSError, sqlite3.Error) as error:
            if says_disk_full(error):
                raise UnusableHomeError(DISK_FULL.template) from error
            raise UnusableHomeError(
                "{path} cannot be used: {error}. Set DIGIT_LAB_HOME to another folder.",
                path=str(path), error=str(error),
            ) from error  # fmt: skip

    def _open(self) -> None:
        path = self.database.path
        version = self.database.version() if path.exists() and path.stat().st_size else 0
        if not version and (kept := run_ids(path.parent)):
            found = "holds nothing, while the folder runs holds {count} runs"
            raise DamagedStoreError(path, found, count=len(kept))
        if version != len(MIGRATIONS):
            if 0 < version < len(MIGRATIONS):
                back_up(self.database)
            self.database.migrate(MIGRATIONS)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; takes the write lock at once, so that a read inside stays true."""
        return self.database.transaction()
