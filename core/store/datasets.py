"""The table of imported data sets."""

import json
import sqlite3
import time

from core.jobs.dataset_record import DatasetInUseError, DatasetNameTakenError, DatasetRecord
from core.jobs.specs import Import
from core.person import Person
from core.store.database import Database
from core.store.jobs import Jobs
from core.store.people import People

_DATASET = (
    "SELECT dataset.name, title, person, coalesce(person.name, '') AS person_name, created, job, classes,"
    " counts, sha256, method FROM dataset LEFT JOIN person ON person.id = dataset.person"
)


class Datasets:
    """The data sets that people have imported into a lab, and those that are being imported."""

    def __init__(self, database: Database, people: People, jobs: Jobs) -> None:
        self._database, self._people, self._jobs = database, people, jobs

    def add(self, spec: Import, person_id: str) -> DatasetRecord:
        """Queues an import; one of that name that has failed or was cancelled makes room.

        Raises:
            DatasetNameTakenError: If there is one of that name or title.
        """
        with self._database.transaction():
            for known in self.all():
                if known.name == spec.dataset or known.title.casefold() == spec.title.casefold():
                    if known.sha256 is not None or known.is_live:
                        raise DatasetNameTakenError(known.title)
                    self.delete(known.name)
            self._people.ensure(person_id)
            job = self._jobs.add(spec, person_id)
            self._database.change(
                "INSERT INTO dataset (name, title, person, created, job, method) VALUES (?, ?, ?, ?, ?, ?)",
                (spec.dataset, spec.title, person_id, time.time(), job.id, spec.method),
            )
            found = self.get(spec.dataset)
        assert found is not None  # noqa: S101 -- inserted above, in the same transaction
        return found

    def restore(self, record: DatasetRecord) -> None:
        """Takes in a data set that is there and is not known here."""
        with self._database.transaction():
            self._people.ensure(record.owner.id)
            self._database.change(
                "INSERT INTO dataset (name, title, person, created, classes, counts, sha256, method)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (record.name, record.title, record.owner.id, record.created, json.dumps(record.classes),
                 json.dumps(record.counts), record.sha256, record.method),
            )  # fmt: skip

    def all(self) -> list[DatasetRecord]:
        """Every data set, by title."""
        return [self._record(row) for row in self._database.rows(f"{_DATASET} ORDER BY title COLLATE NOCASE")]

    def get(self, name: str) -> DatasetRecord | None:
        """The data set of that name, or None."""
        row = self._database.row(f"{_DATASET} WHERE dataset.name = ?", (name,))
        return None if row is None else self._record(row)

    def set_file(self, name: str, sha256: str, classes: tuple[str, ...], counts: tuple[int, ...]) -> None:
        """Notes that the data set is there."""
        self._database.change(
            "UPDATE dataset SET sha256 = ?, classes = ?, counts = ? WHERE name = ?",
            (sha256, json.dumps(classes), json.dumps(counts), name),
        )

    def rename(self, name: str, title: str, classes: tuple[str, ...]) -> None:
        """Gives a data set that is there and its classes other names.

        Raises:
            DatasetNameTakenError: If there is another one of that title.
        """
        with self._database.transaction():
            for known in self.all():
                if known.title.casefold() == title.casefold() and known.name != name:
                    raise DatasetNameTakenError(known.title)
            self._database.change(
                "UPDATE dataset SET title = ?, classes = ? WHERE name = ?", (title, json.dumps(classes), name)
            )

    def delete(self, name: str) -> None:
        """Removes a data set with its import and the votes on its labels; one that is gone stays so.

        Raises:
            DatasetInUseError: If runs have learned it, or its import still goes on.
        """
        with self._database.transaction():
            record = self.get(name)
            if record is None:
                return
            if record.is_live:
                raise DatasetInUseError("{title} is being imported; cancel that first.", title=record.title)
            if runs := self._runs_of(name):
                raise DatasetInUseError(
                    "{count:,} {noun} learned from {title}; delete {them} first.",
                    count=runs, noun="run" if runs == 1 else "runs", title=record.title,
                    them="it" if runs == 1 else "them",
                )  # fmt: skip
            self._database.change("DELETE FROM dataset WHERE name = ?", (name,))
            self._database.change("DELETE FROM label_vote WHERE dataset = ?", (name,))
            if record.job is not None:
                self._jobs.delete(record.job.id)

    def _runs_of(self, name: str) -> int:
        query = (
            "SELECT count(*) FROM run WHERE json_valid(manifest) AND json_extract(manifest, '$.dataset') = ?"
        )
        row = self._database.row(query, (name,))
        return 0 if row is None else int(row[0])

    def _record(self, row: sqlite3.Row) -> DatasetRecord:
        return DatasetRecord(
            name=row["name"],
            title=row["title"],
            owner=Person(row["person"], row["person_name"]),
            created=row["created"],
            job=None if row["job"] is None else self._jobs.get(row["job"]),
            classes=tuple(json.loads(row["classes"])),
            counts=tuple(json.loads(row["counts"])),
            sha256=row["sha256"],
            method=row["method"],
        )
