"""The table of trainings that may still go on at an existing cluster, although their runs are interrupted."""

from collections.abc import Collection

from core.store.database import Database


class LeftTasks:
    """Keys of tasks at a cluster, kept apart from the runs, so that they outlive a run that is deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: str, cluster: str) -> None:
        """Notes a task that nobody could be asked about, with the address of its cluster."""
        self._database.change("INSERT OR REPLACE INTO left_task (key, cluster) VALUES (?, ?)", (key, cluster))

    def at(self, cluster: str) -> list[str]:
        """The keys of those at a cluster, by its address, and of those whose cluster was not noted."""
        query = "SELECT key FROM left_task WHERE cluster IN (?, '') ORDER BY key"
        return [row["key"] for row in self._database.rows(query, (cluster,))]

    def remove(self, keys: Collection[str]) -> None:
        """Forgets those that are gone."""
        self._database.change_many("DELETE FROM left_task WHERE key = ?", [(key,) for key in keys])
