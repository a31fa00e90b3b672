"""Statements that only the repair of a damaged database needs."""

import sqlite3
import time
from collections.abc import Callable, Iterable

from core.jobs.record import JobState
from core.jobs.specs import STORED_JOB
from core.runs.manifest import Manifest
from core.runs.origin import TrialOrigin
from core.runs.run import Run
from core.runs.state import State
from core.store.database import Database
from core.sweeps.specification import SweepSpec
from core.sweeps.sweep import SweepState
from core.text import Text


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


def forget_damaged_sweeps(database: Database) -> int:
    """Removes sweeps that cannot be read, with their trials, and returns how many; the trials' runs stay."""
    rows = database.rows("SELECT id, state, specification FROM sweep")
    damaged = {row["id"] for row in rows if not _is_readable_sweep(row)}
    damaged |= {
        row["sweep"]
        for row in database.rows(
            "SELECT sweep, settings, specification FROM trial JOIN sweep ON sweep.id = trial.sweep"
        )
        if row["sweep"] not in damaged
        and not _reads(SweepSpec.model_validate_json(row["specification"]).read_values, row["settings"])
    }
    database.change_many("DELETE FROM sweep WHERE id = ?", [(sweep_id,) for sweep_id in damaged])
    return len(damaged)


def _is_readable_sweep(row: sqlite3.Row) -> bool:
    return row["state"] in list(SweepState) and _reads(SweepSpec.model_validate_json, row["specification"])


def stop_sweeps(database: Database, reason: Text) -> None:
    """Ends the sweeps that run."""
    values = (SweepState.STOPPED, time.time(), reason.to_json(), SweepState.RUNNING)
    database.change("UPDATE sweep SET state = ?, ended = ?, reason = ? WHERE state = ?", values)


def connect_trial(database: Database, run: Run) -> None:
    """Gives the trial that a restored run was its run again."""
    if isinstance(origin := run.manifest.origin, TrialOrigin):
        statement = "UPDATE trial SET run = ? WHERE sweep = ? AND number = ? AND run IS NULL"
        database.change(statement, (run.id, origin.sweep, origin.trial))


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
