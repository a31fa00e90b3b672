"""Statements that only the mending of a damaged lab needs."""

from collections.abc import Iterable

from pydantic import ValidationError

from core.runs.manifest import Manifest
from core.runs.state import State
from core.store.database import Database


def damaged_run_ids(database: Database) -> list[str]:
    """The ids of runs whose row or events cannot be read."""
    rows = database.rows("SELECT id, state, manifest FROM run")
    damaged = [row["id"] for row in rows if not _is_readable(row["state"], row["manifest"])]
    events = database.rows("SELECT DISTINCT run FROM event WHERE NOT json_valid(body)")
    return list(dict.fromkeys([*damaged, *(row["run"] for row in events)]))


def _is_readable(state: str, manifest: str) -> bool:
    try:
        Manifest.model_validate_json(manifest)
    except ValidationError:
        return False
    return state in list(State)


def forget_runs(database: Database, run_ids: Iterable[str]) -> None:
    """Removes runs with their events and commands; their folders stay."""
    database.change_many("DELETE FROM run WHERE id = ?", [(run_id,) for run_id in run_ids])


def forget_live_runs(database: Database, run_ids: Iterable[str]) -> None:
    """Removes those of the runs that have not ended."""
    ids = [(run_id,) for run_id in run_ids]
    database.change_many("DELETE FROM run WHERE id = ? AND ended IS NULL", ids)
