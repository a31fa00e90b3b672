"""What changes in the table of runs."""

import dataclasses
import time
from collections.abc import Iterable, Mapping

from core.runs.change import TakenChange
from core.runs.commands import NEVER_STARTED, TAKEN_BACK
from core.runs.events import EpochEvent
from core.runs.manifest import Manifest
from core.runs.run import Run, UnknownRunError, new_run_id
from core.runs.state import FOLLOWERS, LIVE, ImpossibleStateError, State
from core.store.database import Database
from core.store.events import Events
from core.store.people import People
from core.store.run_names import numbered
from core.store.run_reader import RunReader
from core.text import Text


class Runs(RunReader):
    """The runs of a lab, read and changed."""

    def __init__(self, database: Database, people: People, events: Events) -> None:
        super().__init__(database)
        self._people, self._events = people, events

    def add(self, manifest: Manifest, title: str) -> Run:
        """Queues a new run, named `title` and the number after the highest that this title has."""
        run_id, created = new_run_id(), manifest.created.timestamp()
        with self._database.transaction():
            self._people.ensure(manifest.person)
            self._database.change(
                "INSERT INTO run (id, name, person, preset, state, manifest, created, queued)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (run_id, numbered(self._database, title), manifest.person, manifest.preset, State.QUEUED,
                 manifest.model_dump_json(), created, created),
            )  # fmt: skip
            return self.get(run_id)

    def restore(self, run: Run, epochs: Iterable[EpochEvent], kept: Mapping[int, str]) -> None:
        """Takes in a run that has ended and is not known here; its name gets its number.

        Args:
            run: The run.
            epochs: What it has told of its epochs.
            kept: By the number of an epoch, from 1, the SHA-256 of the model after it.
        """
        fields = {field.name: getattr(run, field.name) for field in dataclasses.fields(run)}
        del fields["owner"], fields["resume_sha256"]
        fields |= {
            "person": run.owner.id,
            "preset": run.manifest.preset,
            "manifest": run.manifest.model_dump_json(),
            "reason": run.reason.to_json() if run.reason else "",
        }
        columns, marks = ", ".join(fields), ", ".join("?" * len(fields))
        with self._database.transaction():
            self._people.ensure(run.owner.id)
            fields["name"] = numbered(self._database, run.name)
            statement = f"INSERT INTO run ({columns}) VALUES ({marks})"  # noqa: S608 -- this file's own words
            self._database.change(statement, tuple(fields.values()))
            self._events.add(run.id, run.attempt, enumerate(epochs))
            self.set_kept_epochs(run.id, kept)

    def rename(self, run_id: str, name: str) -> None:
        """Gives a run another name."""
        self._change(run_id, name=name)

    def delete(self, run_id: str) -> bool:
        """Removes a run that has ended, with its events and jobs; False if it still waits or trains."""
        with self._database.transaction():
            if self.get(run_id).state in LIVE:
                return False
            self._database.change("DELETE FROM run WHERE id = ?", (run_id,))
            return True

    def start(self, run_id: str, cluster: str | None = None) -> int:
        """Marks a queued run as running and returns the number of this attempt.

        Args:
            run_id: The run.
            cluster: Address of the existing cluster to which it is given; None for the lab's own.
        """
        with self._database.transaction():
            self._enter(run_id, State.RUNNING)
            attempt = self.get(run_id).attempt + 1
            self._change(run_id, attempt=attempt, started=time.time(), ended=None, cluster=cluster)
            return self.get(run_id).attempt

    def end(
        self, run_id: str, state: State, reason: Text | None = None, *, ended: float | None = None
    ) -> None:
        """Marks a run as ended in `state`, at a time in seconds since the epoch, or now."""
        with self._database.transaction():
            self._enter(run_id, state)
            kept = reason.to_json() if reason else ""
            self._change(run_id, ended=ended or time.time(), reason=kept, stalled=None)

    def take_back(self, run_id: str) -> bool:
        """Ends a run that still waits, and returns whether it did."""
        statement = (
            "UPDATE run SET state = ?, ended = coalesce(started, ?), reason = iif(attempt = 0, ?, ?)"
            " WHERE id = ? AND state = ?"
        )
        reasons = NEVER_STARTED.to_json(), TAKEN_BACK.to_json()
        values = (State.STOPPED, time.time(), *reasons, run_id, State.QUEUED)
        return self._database.change(statement, values) > 0

    def pause_waiting(self, run_id: str) -> bool:
        """Takes a run that still waits out of the queue until it is resumed, and returns whether it did."""
        statement = "UPDATE run SET state = ?, ended = coalesce(started, ?) WHERE id = ? AND state = ?"
        return self._database.change(statement, (State.PAUSED, time.time(), run_id, State.QUEUED)) > 0

    def resume(self, run_id: str) -> bool:
        """Has a run that can go on wait again; False if it cannot, such as when somebody was quicker."""
        with self._database.transaction():
            if not self.get(run_id).can_resume:
                return False
            self.wait_again(run_id)
            return True

    def wait_again(self, run_id: str) -> None:
        """Puts a run that has ended into the queue."""
        with self._database.transaction():
            run, now = self.get(run_id), time.time()
            self._enter(run_id, State.QUEUED)
            # Both are now, so that `seconds` stays what it was while the run waits.
            self._change(
                run_id, queued=now, started=now, ended=now, spent=run.seconds or 0.0, reason="", stalled=None
            )

    def add_change(self, run_id: str, change: TakenChange) -> None:
        """Notes a change of a run's recipe, for all epochs after those that it names."""
        with self._database.transaction():
            manifest = self.get(run_id).manifest.changed(change)
            self._change(run_id, manifest=manifest.model_dump_json())

    def _enter(self, run_id: str, state: State) -> None:
        before = self.get(run_id).state
        if state not in FOLLOWERS[before]:
            raise ImpossibleStateError(f"Run {run_id} is {before} and cannot become {state}.")
        self._change(run_id, state=state)

    def set_stalled(self, run_id: str, stalled: bool) -> None:
        """Notes that a running run's worker shows no sign of life, or that it does again."""
        self._change(run_id, stalled=time.time() if stalled else None)

    def set_kept_epochs(self, run_id: str, kept: Mapping[int, str]) -> None:
        """Notes the epochs whose models are kept from now on; the last of them is the run's last one."""
        if not kept:
            return
        rows = [(run_id, epoch, sha256) for epoch, sha256 in kept.items()]
        with self._database.transaction():
            self._change(run_id, epochs_done=max(kept))
            self._database.change("DELETE FROM kept_epoch WHERE run = ?", (run_id,))
            self._database.change_many("INSERT INTO kept_epoch VALUES (?, ?, ?)", rows)

    def set_epochs_file(self, run_id: str, sha256: str) -> None:
        """Notes the epochs.npz that stands in the run's folder."""
        self._change(run_id, epochs_sha256=sha256)

    def set_evaluation(self, run_id: str, sha256: str) -> None:
        """Notes the evaluation.npz that stands in the run's folder."""
        self._change(run_id, evaluation_sha256=sha256)

    def set_model(self, run_id: str, sha256: str, accuracy: float, epochs: int | None = None) -> None:
        """Notes the model that stands in the run's folder.

        Args:
            run_id: The run.
            sha256: Of the file.
            accuracy: On `test`, 0..1.
            epochs: Complete epochs after which it was made; None leaves them as they are known.
        """
        made = {} if epochs is None else {"model_epochs": epochs}
        self._change(run_id, model_sha256=sha256, accuracy=accuracy, **made)

    def _change(self, run_id: str, **fields: object) -> None:
        if not self._database.update_row("run", run_id, **fields):
            raise UnknownRunError(run_id)
