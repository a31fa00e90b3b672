"""The tables of sweeps and of their trials."""

import json
import sqlite3
import time
from collections.abc import Iterable
from typing import Final

from core.home import DamagedStoreError
from core.person import Person
from core.runs.events import EpochEvent
from core.runs.manifest import Manifest
from core.runs.run import Run, new_run_id
from core.runs.state import LIVE, State
from core.store.database import Database
from core.store.events import Events
from core.store.people import People
from core.store.runs import Runs
from core.sweeps.space import Values
from core.sweeps.specification import SweepSpec
from core.sweeps.sweep import Sweep, SweepState, UnknownSweepError
from core.sweeps.trial import Trial
from core.text import Text

_SWEEP: Final = (
    "SELECT sweep.id, sweep.name, person, coalesce(person.name, '') AS person_name, created, ended, state,"
    " reason, specification FROM sweep LEFT JOIN person ON person.id = sweep.person"
)
_TRIALS: Final = (
    "SELECT trial.number, trial.settings, run.id, run.name, run.state, run.stalled, trial.retries,"
    " run.epochs_done, run.model_sha256, run.reason, run.spent, run.started, run.ended,"
    " EXISTS (SELECT 1 FROM command WHERE command.run = run.id AND kind = 'stop' AND at >= run.queued)"
    " AS asked, EXISTS (SELECT 1 FROM command WHERE command.run = run.id AND kind = 'resume') AS resumed"
    " FROM trial LEFT JOIN run ON run.id = trial.run WHERE trial.sweep = ? ORDER BY trial.number"
)


class Sweeps:
    """The sweeps of a lab and their trials, which are runs."""

    def __init__(self, database: Database, people: People, runs: Runs, events: Events) -> None:
        self._database, self._people, self._runs, self._events = database, people, runs, events

    def add(self, spec: SweepSpec, person_id: str) -> Sweep:
        """Keeps a new sweep, which runs from now on; it is named by its number."""
        sweep_id = new_run_id()
        with self._database.transaction():
            self._people.ensure(person_id)
            self._database.change(
                "INSERT INTO sweep (id, name, person, created, state, specification)"
                " SELECT ?, 'Sweep ' || (coalesce(max(number), 0) + 1), ?, ?, ?, ? FROM sweep",
                (sweep_id, person_id, time.time(), SweepState.RUNNING, spec.model_dump_json()),
            )
            return self.get(sweep_id)

    def get(self, sweep_id: str) -> Sweep:
        """The sweep with this id.

        Raises:
            UnknownSweepError: If there is none.
        """
        row = self._database.row(f"{_SWEEP} WHERE sweep.id = ?", (sweep_id,))
        if row is None:
            raise UnknownSweepError(sweep_id)
        return self._sweep(row)

    def all(self, limit: int) -> list[Sweep]:
        """So many sweeps at most, the newest first."""
        rows = self._database.rows(f"{_SWEEP} ORDER BY sweep.number DESC LIMIT ?", (limit,))
        return [self._sweep(row) for row in rows]

    def running(self) -> list[Sweep]:
        """The sweeps that start further trials, the oldest first."""
        query = f"{_SWEEP} WHERE sweep.state = ? ORDER BY sweep.number"
        return [self._sweep(row) for row in self._database.rows(query, (SweepState.RUNNING,))]

    def any_running(self) -> bool:
        """Whether any sweep runs."""
        query = "SELECT 1 FROM sweep WHERE state = ? LIMIT 1"
        return self._database.row(query, (SweepState.RUNNING,)) is not None

    def count_running(self, person_id: str) -> int:
        """How many sweeps of a person run."""
        query = "SELECT count(*) AS number FROM sweep WHERE state = ? AND person = ?"
        (row,) = self._database.rows(query, (SweepState.RUNNING, person_id))
        return int(row["number"])

    def rename(self, sweep_id: str, name: str) -> None:
        """Gives a sweep another name; that of its trials stays."""
        if not self._database.update_row("sweep", sweep_id, name=name):
            raise UnknownSweepError(sweep_id)

    def end(self, sweep_id: str, state: SweepState, reason: Text | None = None) -> bool:
        """Ends a sweep that runs or is paused, and returns whether it did."""
        statement = "UPDATE sweep SET state = ?, ended = ?, reason = ? WHERE id = ? AND state IN (?, ?)"
        kept = reason.to_json() if reason else ""
        values = (state, time.time(), kept, sweep_id, SweepState.RUNNING, SweepState.PAUSED)
        return self._database.change(statement, values) > 0

    def pause(self, sweep_id: str) -> bool:
        """Has a sweep that runs start no further trials until it is resumed; returns whether it did run."""
        return self._follow(sweep_id, SweepState.RUNNING, SweepState.PAUSED)

    def resume(self, sweep_id: str) -> bool:
        """Has a sweep that is paused run again, and returns whether it was paused."""
        return self._follow(sweep_id, SweepState.PAUSED, SweepState.RUNNING)

    def _follow(self, sweep_id: str, before: SweepState, after: SweepState) -> bool:
        statement = "UPDATE sweep SET state = ? WHERE id = ? AND state = ?"
        return self._database.change(statement, (after, sweep_id, before)) > 0

    def is_pausing(self, sweep_id: str) -> bool:
        """Whether a sweep is paused, and trials that were asked to pause have not done so yet."""
        query = (
            "SELECT 1 FROM trial JOIN sweep ON sweep.id = trial.sweep JOIN run ON run.id = trial.run"
            " JOIN command ON command.run = run.id AND command.kind = 'pause' AND command.at >= run.queued"
            " WHERE sweep.id = ? AND sweep.state = ? AND run.state IN (?, ?) LIMIT 1"
        )
        return self._database.row(query, (sweep_id, SweepState.PAUSED, *LIVE)) is not None

    def delete(self, sweep_id: str) -> None:
        """Removes a sweep and the list of its trials; their runs stay."""
        self._database.change("DELETE FROM sweep WHERE id = ?", (sweep_id,))

    def add_trial(self, sweep_id: str, number: int, values: Values, manifest: Manifest) -> Run | None:
        """Queues the run of a trial; None if the sweep was paused, has ended or was deleted meanwhile.

        Args:
            sweep_id: The sweep.
            number: Of the trial, counted from 1; there is none of that number yet.
            values: Its settings.
            manifest: Its training.
        """
        with self._database.transaction():
            query = "SELECT name FROM sweep WHERE id = ? AND state = ?"
            sweep = self._database.row(query, (sweep_id, SweepState.RUNNING))
            if sweep is None:
                return None
            run = self._runs.add(manifest, sweep["name"])
            self._runs.rename(run.id, f"{sweep['name']} trial {number}")
            self._database.change(
                "INSERT INTO trial (sweep, number, run, settings) VALUES (?, ?, ?, ?)",
                (sweep_id, number, run.id, json.dumps(dict(values))),
            )
            return self._runs.get(run.id)

    def trials(self, sweep_id: str) -> list[Trial]:
        """The trials of a sweep in their order, those too whose run was deleted."""
        rows = self._database.rows(_TRIALS, (sweep_id,))
        if not rows:
            return []
        epochs = self._events.epochs([row["id"] for row in rows if row["id"]])
        spec = self.get(sweep_id).spec
        return [self._trial(row, _scores(epochs.get(row["id"], [])), spec) for row in rows]

    def count_retry(self, sweep_id: str, number: int) -> None:
        """Notes that the lab has a trial go on that was interrupted."""
        statement = "UPDATE trial SET retries = retries + 1 WHERE sweep = ? AND number = ?"
        self._database.change(statement, (sweep_id, number))

    def sweep_of_run(self, run_id: str) -> tuple[Sweep, int] | None:
        """The sweep of which a run is a trial, with the trial's number; None if it is none."""
        row = self._database.row("SELECT sweep, number FROM trial WHERE run = ?", (run_id,))
        return None if row is None else (self.get(row["sweep"]), int(row["number"]))

    def _trial(self, row: sqlite3.Row, scores: tuple[float, ...], spec: SweepSpec) -> Trial:
        try:
            return _trial(row, scores, spec)
        except ValueError as error:
            raise DamagedStoreError(
                self._database.path, "is damaged at trial {trial} of a sweep", trial=row["number"]
            ) from error

    def _sweep(self, row: sqlite3.Row) -> Sweep:
        fields = dict(row)
        try:
            return Sweep(
                id=fields["id"],
                name=fields["name"],
                owner=Person(fields["person"], fields["person_name"]),
                created=fields["created"],
                ended=fields["ended"],
                state=SweepState(fields["state"]),
                reason=Text.from_json(fields["reason"]) if fields["reason"] else None,
                spec=SweepSpec.model_validate_json(fields["specification"]),
            )
        except ValueError as error:
            raise DamagedStoreError(
                self._database.path, "is damaged at sweep {sweep}", sweep=repr(row["id"])
            ) from error


def _scores(epochs: Iterable[EpochEvent]) -> tuple[float, ...]:
    """Accuracy on `validation` after each complete epoch."""
    return tuple(each["val_accuracy"] for each in epochs if "val_accuracy" in each and not each["partial"])


def _trial(row: sqlite3.Row, scores: tuple[float, ...], spec: SweepSpec) -> Trial:
    values = spec.read_values(row["settings"])
    if row["id"] is None:
        return Trial(row["number"], values)
    has_time = row["started"] is not None and row["ended"] is not None
    return Trial(
        number=row["number"],
        values=values,
        run=row["id"],
        name=row["name"],
        state=State(row["state"]),
        is_stalled=row["stalled"] is not None,
        was_asked=bool(row["asked"]),
        was_resumed=bool(row["resumed"]),
        retries=row["retries"],
        epochs_done=row["epochs_done"],
        scores=scores,
        has_model=row["model_sha256"] is not None,
        reason=Text.from_json(row["reason"]) if row["reason"] else None,
        seconds=row["spent"] + row["ended"] - row["started"] if has_time else None,
        uses_best=spec.base.recipe.used_epoch == "best",
    )
