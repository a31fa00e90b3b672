"""Statements that only the repair of a damaged database needs."""

import sqlite3
from collections.abc import Callable, Iterable

from core.jobs.record import JobState
from core.jobs.specs import STORED_JOB
from core.runs.manifest import Manifest
from core.runs.state import State
from core.store.database import Database


def damaged_run_ids(database: Database) -> list[str]:
    """The ids of runs whose row or events cannot be read."""
    rows = database.rows("SELECT id, state, manifest FROM run")
    damaged = [row["id"] for row in rows if not _is_readable(row)]
    events = database.rows("SELECT DISTINCT run FROM event WHERE NOT json_valid(body)")
    return list(dict.fromkeys([*damaged, *(row["run"] for row in events)]))


def _is_readable(row: sqlite3.Row) -> bool:
    return row["state"] in list(State) and _reads(Manifest.model_validate_json, row["manifest"])


def forget_damaged_jobs(database: Database) -> int:
    """Removes jobs that cannot be read, which can be asked for again, and returns how many there were."""
    rows = database.rows("SELECT id, state, spec FROM job")
    damaged = [(row["id"],) for row in rows if not _is_readable_job(row)]
    database.change_many("DELETE FROM job WHERE id = ?", damaged)
    return len(damaged)


def _is_readable_job(row: sqlite3.Row) -> bool:
    return row["state"] in list(JobState) and _reads(STORED_JOB.validate_json, row["spec"])


def _reads(parse: Callable[[str], object], kept: str) -> bool:
    try:
        parse(kept)
    except ValueError:
        return False
    return True


def forget_runs(database: Database, run_ids: Iterable[str]) -> None:
    """Removes runs with their events and commands; their folders stay."""
    database.change_many("DELETE FROM run WHERE id = ?", [(run_id,) for run_id in run_ids])


def forget_live_runs(database: Database, run_ids: Iterable[str]) -> None:
    """Removes those of the runs that have not ended."""
    ids = [(run_id,) for run_id in run_ids]
    database.change_many("DELETE FROM run WHERE id = ? AND state IN ('queued', 'running')", ids)
