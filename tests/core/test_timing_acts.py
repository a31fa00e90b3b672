"""Looking at what a training would take, which has it timed where nobody knows that."""

import errno
from pathlib import Path

import pytest

import core.lab
from core.home import DISK_FULL
from core.jobs.record import JobRecord
from core.lab import Lab
from core.models.presets import PRESETS
from core.price import price, timing_job
from core.runs.draft import Draft, draft_of
from core.timing_acts import TimingActs
from core.trainer import Trainer
from tests import keeping
from tests.core.store.test_timings import TIMING

QUICK = draft_of(PRESETS["quick"])


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trainer:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    return Trainer(Lab(tmp_path), "ada")


def waiting(trainer: Trainer) -> JobRecord | None:
    return trainer.lab.store.timings.waiting()


def asks(trainer: Trainer, draft: Draft) -> bool:
    trainer.lab.store.timings.drop()
    TimingActs(trainer).expect(draft)
    return waiting(trainer) is not None


def test_a_fresh_lab_has_a_training_timed_once(trainer: Trainer) -> None:
    assert TimingActs(trainer).expect(QUICK).basis == "multiplications"
    first = waiting(trainer)
    assert first is not None
    TimingActs(trainer).expect(draft_of(PRESETS["quick"], epochs=7, learning_rate=0.5))
    assert waiting(trainer) == first


def test_the_timing_then_says_it_and_none_is_asked_for(trainer: Trainer) -> None:
    job = timing_job(trainer.lab, QUICK)
    assert job is not None
    trainer.lab.store.timings.keep(job, TIMING)
    assert TimingActs(trainer).expect(QUICK).basis == "timing"
    assert waiting(trainer) is None


def test_nothing_is_timed_that_runs_tell(trainer: Trainer) -> None:
    keeping.finished(trainer.lab.home)
    assert TimingActs(trainer).expect(QUICK).basis == "runs"
    assert waiting(trainer) is None
    assert asks(trainer, draft_of(PRESETS["robust"]))


def test_nothing_is_timed_while_a_run_waits(trainer: Trainer) -> None:
    keeping.queued(trainer.lab.home, "robust")
    assert not asks(trainer, QUICK)


def test_nothing_is_timed_whose_batches_take_long(trainer: Trainer) -> None:
    assert not asks(trainer, draft_of(PRESETS["accurate"], batch_size=10_000))
    assert asks(trainer, draft_of(PRESETS["accurate"], batch_size=512))


def test_nothing_is_timed_for_who_may_not_ask(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.timing_acts.allow", lambda *_: False)
    assert not asks(trainer, QUICK)


def test_a_store_that_takes_no_row_costs_the_timing_and_not_the_price(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(trainer.lab.store.timings, "ask", refuse)
    assert TimingActs(trainer).expect(QUICK).basis == "multiplications"


def test_nothing_is_timed_while_nothing_can_be_trained(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer.lab, "obstacle", lambda: DISK_FULL)
    assert not asks(trainer, QUICK)


def test_at_an_existing_cluster_nothing_is_timed_and_no_timing_counts(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = timing_job(trainer.lab, QUICK)
    assert job is not None
    trainer.lab.store.timings.keep(job, TIMING)
    monkeypatch.setenv("DIGIT_LAB_SCHEDULER", "tcp://127.0.0.1:1")
    assert price(trainer.lab, QUICK).basis == "multiplications"
    assert not asks(trainer, draft_of(PRESETS["robust"]))


def test_another_machine_is_timed_anew(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    job = timing_job(trainer.lab, QUICK)
    assert job is not None
    trainer.lab.store.timings.keep(job, TIMING)
    monkeypatch.setattr("core.price.this_machine", lambda: "another one, 64 cores")
    assert asks(trainer, QUICK)
