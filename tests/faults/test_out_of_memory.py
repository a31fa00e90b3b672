"""A training that takes more memory than its worker may, and what becomes of the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.engine.presence import runner_pid
from core.engine.worker_memory import SETTING
from core.runs.state import State
from core.trainer import Trainer
from harness.serving import ServedLab, serving, wait_until
from tests.faults.acting import assert_trains_again, giant, start, worker_of

pytestmark = pytest.mark.process

LIMIT = "1.6 GB"


@pytest.fixture(scope="module")
def lab(home: Path) -> Iterator[ServedLab]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTING, LIMIT)
        with serving(home) as running:
            yield running


def test_a_training_that_takes_too_much_memory_fails_with_what_to_do_and_the_next_one_trains(
    lab: ServedLab, trainer: Trainer
) -> None:
    runner, worker = runner_pid(lab.home), worker_of(lab)
    before = start(trainer, epochs=1)
    wait_until(lambda: trainer.lab.run(before.id).state is State.FINISHED)
    run, waiting = trainer.start(giant()), start(trainer, epochs=1)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    failed = trainer.lab.run(run.id)
    assert failed.state is State.FAILED
    told = str(failed.reason)
    assert told.startswith("Out of memory: the training's process had taken ")
    assert told.endswith(f"Or raise {SETTING}, then resume it.")
    wait_until(lambda: not worker.is_running())
    wait_until(lambda: trainer.lab.run(waiting.id).state is State.FINISHED)
    assert runner_pid(lab.home) == runner
    assert lab.is_ready()
    assert trainer.lab.run(before.id).can_predict
    assert_trains_again(trainer)
