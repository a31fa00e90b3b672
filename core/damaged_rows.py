"""Rows of the database that cannot be read: what is found of them and how they are removed."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from core.engine.presence import runner_pid, runner_problem
from core.store import repair
from core.store.store import Store
from core.text import Text, text


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that was wrong in a data folder, and whether it is mended now."""

    text: Text
    is_mended: bool


def folder_aside(home: Path) -> Path:
    """A new folder for what is taken out of use."""
    aside = home / f"damaged-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%fZ}"
    aside.mkdir()
    return aside


def forget_damaged_rows(home: Path, store: Store) -> Iterator[Finding]:
    """Removes rows that cannot be read; runs that have a folder are taken in from it afterwards.

    Runs are left as they are while a runner may train one of them.
    """
    if count := repair.forget_damaged_jobs(store.database):
        told = "{count} jobs could not be read; they were removed and can be asked for again."
        yield Finding(text(told, count=count), True)
    if count := repair.forget_damaged_sweeps(store.database):
        told = "{count} sweeps could not be read; they were removed, and their runs stay."
        yield Finding(text(told, count=count), True)
    damaged = repair.damaged_run_ids(store.database)
    if not damaged:
        return
    if _may_train(home):
        told = (
            "What the database holds of run {run} cannot be read, and it may be training now. End all"
            " trainings with `digit-lab stop`, then call `digit-lab doctor` again."
        )
        yield Finding(text(told, run=damaged[0]), False)
        return
    copy = folder_aside(home) / "lab.db"
    store.database.copy_to(copy)
    repair.forget_runs(store.database, damaged)
    for run_id in damaged:
        told = "What the database held of run {run} could not be read; a copy is in {copy}."
        yield Finding(text(told, run=run_id, copy=str(copy)), True)


def _may_train(home: Path) -> bool:
    """Whether a runner lives that does not just wait for the database to be mended."""
    return runner_pid(home) is not None and runner_problem(home) is None
