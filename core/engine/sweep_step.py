"""What a runner does for sweeps in each round: their next trials, and a word on those that are behind.

No more trials of a sweep wait than could start, so each is proposed when the figures of those before are
known, and the queue shares out the slots between people as ever.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from core.engine.queue import queue_again
from core.engine.slots import MOST_QUEUED
from core.names import WishError
from core.runs.manifest import current_versions
from core.runs.query import RunQuery
from core.runs.run import UnknownRunError
from core.runs.state import State
from core.store.store import Store
from core.sweeps.space import Values
from core.sweeps.sweep import Sweep, SweepState, UnknownSweepError
from core.sweeps.trial import Trial
from core.text import Text, text

MOST_RETRIES: Final = 2
"""So often does a trial go on by itself that was interrupted; to pause it, or the lab, is no fault."""

MOST_FAILURES: Final = 5
"""A sweep whose last trials have all failed, so many of them, is given up."""

logger = logging.getLogger(__name__)


class SweepStep:
    """The sweeps of a lab, one step of each at a time."""

    def __init__(self, store: Store, at_once: int) -> None:
        """Starts without knowing anything.

        Args:
            store: The lab's database.
            at_once: How many trials of a sweep wait or train at once.
        """
        self._store, self._at_once = store, at_once
        self._changes = -1

    def advance(self) -> dict[str, Text]:
        """Takes a step of each sweep, if anything has changed since the last time.

        Returns:
            By run id, why it shall stop.
        """
        changes = self._store.runs.changes()
        if changes == self._changes or not self._store.sweeps.any_running():
            return {}
        behind: dict[str, Text] = {}
        for sweep in self._store.sweeps.running():
            with suppress(UnknownSweepError):  # somebody has deleted it meanwhile
                trials = self._store.sweeps.trials(sweep.id)
                if sweep.spec.prunes:
                    behind |= self._find_behind(sweep, trials)
                self._go_on(sweep, trials)
        self._changes = changes  # what this step has changed leads to another one
        return behind

    def _find_behind(self, sweep: Sweep, trials: Sequence[Trial]) -> dict[str, Text]:
        """As `_behind`; a sweep whose trials cannot be compared stops none of them."""
        try:
            return _behind(sweep, trials)
        except (ImportError, ValueError, RuntimeError):
            logger.exception("The trials of sweep %s could not be compared.", sweep.id)
            return {}

    def _go_on(self, sweep: Sweep, trials: Sequence[Trial]) -> None:
        """Resumes or queues one trial, or ends the sweep."""
        live = sum(trial.is_live for trial in trials)
        if live < self._at_once and any(self._resume(sweep, trial) for trial in trials):
            return
        if _all_failed(trials):
            told = text(_ALL_FAILED, count=MOST_FAILURES, reason=str(trials[-1].reason or ""))
            self._store.sweeps.end(sweep.id, SweepState.STOPPED, told)
        elif live >= self._at_once or self._is_queue_full(sweep):
            return
        elif len(trials) < sweep.spec.trials:
            self._add(sweep, trials)
        elif not live:
            self._store.sweeps.end(sweep.id, SweepState.COMPLETED)

    def _is_queue_full(self, sweep: Sweep) -> bool:
        """Whether as many runs of the sweep's owner wait as one may have."""
        waiting = RunQuery(states=(State.QUEUED,), owner=sweep.owner.id)
        return self._store.runs.count(waiting) >= MOST_QUEUED

    def _resume(self, sweep: Sweep, trial: Trial) -> bool:
        """Has a trial wait again that ended because the lab did, and not because anybody asked."""
        is_fault = trial.state is State.INTERRUPTED
        if not trial.was_interrupted or trial.run is None or (is_fault and trial.retries >= MOST_RETRIES):
            return False
        try:
            with self._store.transaction():
                if not self._store.sweeps.get(sweep.id).is_running:
                    return False
                if not queue_again(self._store, self._store.runs.get(trial.run)):
                    return False
                if is_fault:
                    self._store.sweeps.count_retry(sweep.id, trial.number)
                return True
        except (UnknownRunError, WishError):  # somebody has deleted it meanwhile, or the queue is full
            return False

    def _add(self, sweep: Sweep, trials: Sequence[Trial]) -> None:
        number = len(trials) + 1
        try:
            values = _proposed(sweep, trials)
            draft = sweep.spec.draft(sweep.id, number, values)
        except (ImportError, ValueError, RuntimeError) as error:
            logger.exception("Sweep %s got no further trial.", sweep.id)
            told = text("No further trial could be proposed: {error}.", error=str(error))
            self._store.sweeps.end(sweep.id, SweepState.STOPPED, told)
            return
        now = datetime.now().astimezone()
        manifest = draft.manifest(person=sweep.owner.id, created=now, versions=current_versions())
        self._store.sweeps.add_trial(sweep.id, number, values, manifest)


_ALL_FAILED: Final = "The last {count} trials have all failed: {reason}"


def _all_failed(trials: Sequence[Trial]) -> bool:
    last = trials[-MOST_FAILURES:]
    return len(last) == MOST_FAILURES and all(trial.state is State.FAILED for trial in last)


def _proposed(sweep: Sweep, trials: Sequence[Trial]) -> Values:
    from core.sweeps.search import propose  # here, for web processes import this file without Optuna

    return propose(sweep.spec, trials)


def _behind(sweep: Sweep, trials: Sequence[Trial]) -> dict[str, Text]:
    """Why running trials shall stop that have epochs to go and are behind, by run id."""
    from core.sweeps.search import is_behind

    return {
        trial.run: text(
            "Pruned after epoch {epoch}: {accuracy} on validation is below the median of the trials before.",
            epoch=len(trial.scores), accuracy=f"{max(trial.scores):.2%}",
        )
        for trial in trials
        if trial.run and trial.state is State.RUNNING and not trial.was_asked and not trial.was_resumed
        and trial.epochs_done < sweep.spec.epochs_of(trial.values)
        and is_behind(sweep.spec, trials, trial)
    }  # fmt: skip
