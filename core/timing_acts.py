"""A person looks at what a training would take, which has it timed where nobody knows that."""

from contextlib import suppress
from typing import Final

from core.permissions import allow
from core.price import price, timing_job, wished_training
from core.runs.draft import Draft
from core.runs.expected_time import ExpectedTime
from core.runs.query import LIVE_RUNS
from core.trainer import Trainer

MOST_BATCH_SECONDS: Final = 0.5
"""A timing looks after each batch at least whether it shall stop; longer batches would hold up a training."""


class TimingActs:
    """The acts of a trainer's person."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._lab = trainer.lab

    def expect(self, draft: Draft) -> ExpectedTime:
        """How long a training will take here, as far as is known at this moment; see `price`.

        Where only its multiplications say it, it is timed, if this person may have that done. That timing
        takes the place of one that waits. None is asked for while a run trains or waits, for it would have
        to wait too; nor at an existing cluster; nor where a batch takes long, or nothing can be trained now.
        A store that takes no row, such as on a full disk, is no failure: then it is not timed.

        Raises:
            UnknownDatasetError: If there is no data set of its name.
            ImpossibleModelError: If the draft's layers do not fit together.
        """
        expected = price(self._lab, draft)
        if expected.basis == "multiplications" and allow(self._trainer.person, "analyse", draft):
            with suppress(OSError):
                self._ask(draft)
        return expected

    def _ask(self, draft: Draft) -> None:
        job = timing_job(self._lab, draft)
        takes_long = wished_training(self._lab, draft).batch_work > MOST_BATCH_SECONDS
        if job is None or takes_long or self._lab.obstacle() or self._lab.count_runs(LIVE_RUNS):
            return
        self._lab.store.timings.ask(job, self._trainer.person.id)
        self._lab.ensure_runner()
