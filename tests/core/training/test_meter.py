"""From running means to events."""

import math

import numpy as np
import pytest

from core.training.listener import TrainingDiverged
from core.training.meter import EpochMeter
from tests.core.training.conftest import Clock
from tests.core.training.recording import Recording


def run(meter: EpochMeter, clock: Clock, losses: list[float], seconds: float) -> None:
    """One epoch of ten images an update, with the given mean loss in each; a tenth of it are right."""
    total = 0.0
    for number, loss in enumerate(losses, start=1):
        clock.now += seconds
        total += loss
        meter.update(10 * number, total / number, total / number / 10)


def test_the_first_batches_are_told_at_once(clock: Clock) -> None:
    listener = Recording()
    run(EpochMeter(listener, 100), clock, [2.5], 0.01)
    assert listener.batches == [
        {
            "kind": "batch",
            "position": 0.1,
            "loss": 2.5,
            "accuracy": 0.25,
            "images_per_second": pytest.approx(1000),
        }
    ]


@pytest.mark.parametrize("seconds", [0.001, 0.03, 0.09, 0.099])
def test_there_are_at_most_ten_events_a_second_and_at_least_five(clock: Clock, seconds: float) -> None:
    listener, updates = Recording(), round(20 / seconds)
    run(EpochMeter(listener, 10 * updates), clock, [1.0] * updates, seconds)
    assert 5 * 20 <= len(listener.batches) <= 10 * 20 + 2


def test_a_loss_that_rounding_hides_is_told_as_none(clock: Clock) -> None:
    listener = Recording()
    meter = EpochMeter(listener, 30)
    for images, mean in (
        (10, 1e7),
        (20, float(np.float32((1e8 + 24) / 20))),
        (30, float(np.float32(1e8 / 30))),
    ):
        clock.now += 1
        meter.update(images, mean, 0.1)
    first, *others = (event["loss"] for event in listener.batches)
    assert first == 1e7
    assert all(math.isnan(loss) for loss in others)


def test_slow_updates_are_all_told(clock: Clock) -> None:
    listener = Recording()
    run(EpochMeter(listener, 100), clock, [1.0] * 10, 3)
    assert len(listener.batches) == 10


def test_a_stop_is_told_where_it_happened(clock: Clock) -> None:
    listener = Recording(stop=lambda _: clock.now > 1_000.045)
    run(EpochMeter(listener, 100), clock, [1.0] * 5, 0.01)
    assert [batch["position"] for batch in listener.batches] == [0.1, 0.5]


def test_an_event_holds_the_mean_since_the_one_before(clock: Clock) -> None:
    listener, losses = Recording(), [8.0, 4.0, 2.0, 6.0, 1.0, 3.0]
    run(EpochMeter(listener, 60), clock, losses, 0.0625)
    assert [event["loss"] for event in listener.batches] == pytest.approx([8, 3, 3.5, 3])
    assert [event["position"] for event in listener.batches] == pytest.approx([1 / 6, 3 / 6, 5 / 6, 1])


def test_what_is_left_of_an_epoch_goes_into_the_next_epochs_first_event(clock: Clock) -> None:
    listener = Recording()
    meter = EpochMeter(listener, 40)
    run(meter, clock, [1.0, 1.0, 1.0, 5.0], 0.0625)
    clock.now += 60  # A validation, which must not count as time of training.
    meter.begin(1)
    run(meter, clock, [3.0], 0.0625)
    assert listener.batches[-1] == {
        "kind": "batch",
        "position": 1.25,
        "loss": pytest.approx(4),
        "accuracy": pytest.approx(0.4),
        "images_per_second": pytest.approx(20 / 0.125),
    }


def test_an_epoch_is_complete_with_its_last_image(clock: Clock) -> None:
    meter = EpochMeter(Recording(), 30)
    run(meter, clock, [1.0, 1.0], 1)
    assert not meter.complete
    run(meter, clock, [1.0, 2.0, 3.0], 1)
    assert (meter.complete, meter.loss) == (True, 2.0)


@pytest.mark.parametrize("stopping", [False, True])
def test_the_listener_decides_whether_to_go_on(stopping: bool) -> None:
    assert EpochMeter(Recording(stop=lambda recording: stopping), 10).update(10, 1.0, 1.0) is not stopping


@pytest.mark.parametrize(("loss", "word"), [(math.nan, "NaN"), (math.inf, "infinite")])
def test_a_useless_loss_ends_the_training_with_a_remedy(clock: Clock, loss: float, word: str) -> None:
    meter = EpochMeter(Recording(), 10)
    meter.begin(2)
    with pytest.raises(TrainingDiverged, match=f"The loss became {word} in epoch 3; lower the learning rate"):
        meter.update(10, loss, 0.1)


def test_rounding_never_pushes_an_accuracy_over_one(clock: Clock) -> None:
    listener = Recording()
    meter = EpochMeter(listener, 20)
    clock.now += 1
    meter.update(10, 0.0, float(np.float32(0.9)))
    clock.now += 1
    meter.update(20, -1e-9, 0.95000001)
    assert listener.batches[-1]["accuracy"] == 1.0
    assert math.isnan(listener.batches[-1]["loss"])  # no loss is negative: that is rounding alone
