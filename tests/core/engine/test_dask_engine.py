"""The real engine: a real cluster, a real worker, real trainings of a few seconds."""

import logging
import re
import socket
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from distributed import LocalCluster

from core.data.mnist import mnist
from core.engine import renewal, worker
from core.engine.dask_engine import DaskEngine
from core.engine.engine import EngineLost
from core.engine.existing_cluster import ExistingCluster
from core.engine.messages import (
    Cancelled,
    Done,
    Failed,
    HeardStop,
    Message,
    Progressed,
    Saved,
    Told,
)
from core.jobs.results import Analysis
from core.jobs.specs import Analyse, Finish, Slot, Train
from core.recognition.predictor import Predictor
from core.runs.manifest import Manifest
from core.runs.timing import Timing
from core.training.outcome import Outcome
from tests.core.recognition.making import onnx_model
from tests.core.store.test_timings import timing_of
from tests.making import manifest

pytestmark = pytest.mark.process

PATIENCE_SECONDS = 90


@pytest.fixture(scope="module")
def engine() -> Iterator[DaskEngine]:
    running = DaskEngine()
    yield running
    running.close()


def listen(engine: DaskEngine, until: Callable[[Message], bool]) -> list[Message]:
    heard: list[Message] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (heard and until(heard[-1])):
        assert time.monotonic() < deadline, f"heard only {heard}"
        for message in engine.events(0.2):
            heard.append(message)
            if until(message):
                break
    return heard


def is_end(message: Message) -> bool:
    return isinstance(message, Done | Failed | Cancelled)


def is_batch(message: Message) -> bool:
    """Whether a training has begun to learn."""
    return isinstance(message, Told) and message.event["kind"] == "batch"


def training(manifest: Manifest) -> Train:
    return Train(run="run", manifest=manifest)


def outcome_of(done: Done) -> Outcome:
    assert isinstance(done.result, Outcome)
    return done.result


def wait_for_slot(engine: DaskEngine, slot: Slot = "training") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while engine.slots(slot) == 0:
        assert time.monotonic() < deadline
        engine.events(0.2)


def training_workers(engine: DaskEngine) -> set[str]:
    """The addresses of the workers that train."""
    return {address for address, places in engine._scheduler.capacity("training").items() if places}


def test_a_training_tells_its_events_its_checkpoint_and_its_end(engine: DaskEngine) -> None:
    assert engine.slots("training") == 1
    engine.submit("whole-1", training(manifest("tutorial-dense-adam", epochs=1)))
    assert engine.slots("training") == 0
    heard = listen(engine, is_end)
    done = heard[-1]
    assert isinstance(done, Done)
    told = {message.seq: message.event for message in heard if isinstance(message, Told)}
    assert told == dict(done.events)
    assert told[0]["kind"] == "device"
    assert told[0]["device"]
    assert socket.gethostname() not in told[0]["device"]
    assert [event["kind"] for _, event in done.events].count("epoch") == 1
    saved = [message for message in heard if isinstance(message, Saved)]
    assert [message.epoch for message in saved] == [1]
    assert saved[0].probabilities is not None
    assert saved[0].probabilities.dtype == np.float16
    np.testing.assert_array_equal(saved[0].probabilities[np.newaxis], outcome_of(done).epoch_probabilities)
    assert (outcome_of(done).epochs, outcome_of(done).stopped) == (1, False)
    assert outcome_of(done).evaluation["test"].shape == (10_000, 10)
    assert engine.slots("training") == 1


def test_a_checkpoint_is_brought_to_its_end_without_training_on(engine: DaskEngine) -> None:
    engine.submit("first-1", training(manifest("tutorial-dense-adam", epochs=3)))
    heard = listen(engine, lambda message: isinstance(message, Saved))
    saved = heard[-1]
    assert isinstance(saved, Saved)
    engine.stop("first-1")
    listen(engine, is_end)
    finish = Finish(run="first", manifest=manifest("tutorial-dense-adam", epochs=3), checkpoint_sha256="")
    engine.submit("finish-1", finish, saved.model)
    done = listen(engine, is_end)[-1]
    assert isinstance(done, Done)
    assert (outcome_of(done).epochs, outcome_of(done).stopped, done.events) == (1, True, ())


def test_a_stop_is_heard_at_the_next_batches_and_keeps_the_model(engine: DaskEngine) -> None:
    engine.submit("stopped-1", training(manifest("tutorial-cnn-adam", epochs=10)))
    listen(engine, is_batch)
    engine.stop("stopped-1")
    heard = listen(engine, is_end)
    assert any(isinstance(message, HeardStop) for message in heard)
    done = heard[-1]
    assert isinstance(done, Done)
    assert (outcome_of(done).stopped, outcome_of(done).epochs) == (True, 0)
    assert outcome_of(done).onnx


def test_a_training_is_timed_in_its_own_slot(engine: DaskEngine) -> None:
    engine.submit("timed-1", timing_of("tutorial-dense-adam"))
    assert engine.slots("training") == 0
    (done,) = listen(engine, is_end)
    assert isinstance(done, Done)
    assert isinstance(done.result, Timing)


def test_a_timing_hears_a_stop_and_makes_way_for_a_training(engine: DaskEngine) -> None:
    engine.submit("timed-2", timing_of("robust"))
    engine.stop("timed-2")
    assert listen(engine, is_end) == [HeardStop("timed-2"), Cancelled("timed-2")]
    engine.submit("first-after-1", training(manifest("tutorial-dense-adam", epochs=1)))
    assert isinstance(listen(engine, is_end)[-1], Done)


def test_a_training_that_is_killed_frees_its_slot_and_is_never_run_again(engine: DaskEngine) -> None:
    engine.submit("unresponsive-1", training(manifest("tutorial-cnn-adam", epochs=10)))
    listen(engine, is_batch)
    engine.kill("unresponsive-1")
    wait_for_slot(engine)
    for _ in range(10):
        assert engine.events(0.2) == []
    engine.submit("after-1", training(manifest("tutorial-dense-adam", epochs=1)))
    assert isinstance(listen(engine, is_end)[-1], Done)


def test_two_slots_train_two_runs_and_a_kill_ends_one_of_them() -> None:
    engine = DaskEngine(trainings=2)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while engine.slots("training") < 2:
            assert time.monotonic() < deadline
            engine.events(0.2)
        engine.submit("killed-1", training(manifest("tutorial-cnn-adam", epochs=10)))
        engine.submit("beside-1", training(manifest("tutorial-dense-adam", epochs=2)))
        listen(engine, lambda message: is_batch(message) and message.key == "killed-1")
        engine.kill("killed-1")
        told = listen(engine, is_end)
        assert isinstance(told[-1], Done)
        assert told[-1].key == "beside-1"
        wait_for_slot(engine)
    finally:
        engine.close()


def test_an_error_in_a_training_comes_back_as_a_sentence_with_its_traceback(engine: DaskEngine) -> None:
    engine.submit("broken-1", training(manifest("tutorial-dense-adam")), b"no model")
    failed = listen(engine, is_end)[-1]
    assert isinstance(failed, Failed)
    assert str(failed.reason).startswith("The training failed: ")
    assert "Traceback" in failed.details


def test_after_many_trainings_a_new_worker_takes_the_old_ones_place(
    engine: DaskEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "TRAININGS_PER_WORKER", 1)
    before = training_workers(engine)
    engine.submit("last-of-many-1", training(manifest("tutorial-dense-adam", epochs=1)))
    listen(engine, is_end)
    assert engine.slots("training") == 0
    monkeypatch.undo()
    wait_for_slot(engine)
    assert not training_workers(engine) & before
    engine.submit("first-of-many-1", training(manifest("tutorial-dense-adam", epochs=1)))
    assert isinstance(listen(engine, is_end)[-1], Done)


def test_a_training_that_has_ended_meanwhile_needs_no_killing(engine: DaskEngine) -> None:
    engine.kill("long-gone-1")
    assert engine.slots("training") == 1


def test_a_light_job_runs_beside_a_training_and_tells_how_far_it_is(engine: DaskEngine) -> None:
    wait_for_slot(engine, "light")
    engine.submit("beside-1", training(manifest("tutorial-cnn-adam", epochs=10)))
    listen(engine, is_batch)
    job = Analyse(run="run", model_sha256="", dataset="mnist", split="train")
    engine.submit("light-1", job, onnx_model())
    assert (engine.slots("training"), engine.slots("light")) == (0, 0)
    heard = listen(engine, lambda message: message.key == "light-1" and is_end(message))
    done = heard[-1]
    assert isinstance(done, Done)
    assert isinstance(done.result, Analysis)
    expected = Predictor(onnx_model()).probabilities(mnist().split("train").images)
    np.testing.assert_array_equal(done.result.probabilities, expected)
    shares = [message.share for message in heard if isinstance(message, Progressed)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1
    engine.stop("beside-1")
    assert isinstance(listen(engine, is_end)[-1], Done)


def test_a_light_job_can_be_cancelled(engine: DaskEngine) -> None:
    wait_for_slot(engine, "light")
    job = Analyse(run="run", model_sha256="", dataset="mnist", split="train")
    engine.submit("cancelled-1", job, onnx_model(idle_products=20))
    engine.stop("cancelled-1")
    assert listen(engine, is_end)[-1] == Cancelled("cancelled-1")
    assert engine.slots("light") == 1


def test_a_command_that_no_worker_knows_stops_nothing() -> None:
    with pytest.raises(ValueError, match="knows only stop, pause and change"):
        worker._take_request((0.0, {"fly": "whole-1"}))


def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.engine.connection.CONNECT_SECONDS", 1)
    with pytest.raises(EngineLost, match=re.escape("tcp://127.0.0.1:9")):
        DaskEngine(ExistingCluster("tcp://127.0.0.1:9"))


def test_a_scheduler_of_ones_own_trains_as_well_and_outlives_the_engine() -> None:
    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        preload=["core.engine.worker"],
        silence_logs=logging.ERROR,
    ) as cluster:
        engine = DaskEngine(ExistingCluster(cluster.scheduler_address))
        engine.submit("elsewhere-1", training(manifest("tutorial-dense-adam", epochs=1)))
        assert isinstance(listen(engine, is_end)[-1], Done)
        engine.close()
        assert cluster.scheduler_info["workers"]
