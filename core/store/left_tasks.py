"""The table of trainings that may still go on at an existing cluster, although their runs are interrupted."""

from core.store.database import Database


class LeftTasks:
    """Keys of tasks at a cluster, kept apart from the runs, so that they outlive a run that is deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: str) -> None:
        """Notes a task that nobody could be asked about."""
        self._database.change("INSERT OR IGNORE INTO left_task (key) VALUES (?)", (key,))

    def all(self) -> list[str]:
        """The keys of all."""
        return [row["key"] for row in self._database.rows("SELECT key FROM left_task ORDER BY key")]

    def clear(self) -> None:
        """Forgets them, for the cluster was told to end them."""
        self._database.change("DELETE FROM left_task")
