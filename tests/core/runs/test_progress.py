"""How far a run is, from its events."""

import numpy as np
import pytest

from core.runs.events import Event
from core.runs.progress import Progress, each_once
from tests.making import batch_event, device_event, epoch_event, step_event


def progress(*events: Event) -> Progress:
    found = Progress("run")
    found.read((1, number, event) for number, event in enumerate(events))
    return found


def test_an_epoch_that_was_stopped_on_its_way_ends_where_it_was_stopped() -> None:
    stopped = progress(
        batch_event(0.5), epoch_event(1), batch_event(1.2), batch_event(1.3), epoch_event(2, partial=True)
    )
    np.testing.assert_array_equal(stopped.curves().epoch, [1, 1.3])
    assert stopped.curves().partial.tolist() == [False, True]


def test_a_run_that_was_stopped_in_its_first_epoch_has_one_point_there() -> None:
    stopped = progress(batch_event(0.4), epoch_event(1, partial=True))
    np.testing.assert_array_equal(stopped.curves().epoch, [0.4])


def two_attempts() -> Progress:
    """A run that failed in its third epoch and went on from the checkpoint of the first."""
    first: list[Event] = [batch_event(0.5), batch_event(1.0), epoch_event(1), step_event(2, 0)]
    first += [batch_event(1.5), batch_event(2.0), epoch_event(2), batch_event(2.4)]
    second: list[Event] = [step_event(2, 0, 0.1), batch_event(1.4, 0.1), batch_event(2.0, 0.1)]
    second += [epoch_event(2)]
    found = Progress("run")
    found.read((1, number, event) for number, event in enumerate(first))
    found.read((2, number, event) for number, event in enumerate(second))
    return found


def test_each_epoch_is_there_once_whatever_the_attempt() -> None:
    found = two_attempts()
    assert [epoch["epoch"] for epoch in found.epochs] == [1, 2]
    assert found.curves().epoch.tolist() == [1, 2]
    assert found.curves().batch_x.tolist() == [0.5, 1.0, 1.4, 2.0]
    assert found.curves().batch_loss.tolist() == [0.5, 0.5, 0.1, 0.1]
    assert [step["loss"] for step in found.steps] == [0.1]
    assert (found.position, found.cursor) == (2, (2, 3))


def test_an_attempt_that_has_told_its_device_only_drops_nothing() -> None:
    found = progress(device_event(), batch_event(0.5), epoch_event(1), batch_event(1.5), epoch_event(2))
    found.read([(2, 0, device_event())])
    assert ([epoch["epoch"] for epoch in found.epochs], found.cursor) == ([1, 2], (2, 0))
    found.read([(2, 1, batch_event(1.4, 0.1))])
    assert [epoch["epoch"] for epoch in found.epochs] == [1]
    assert (found.curves().batch_x.tolist(), found.resumed_after) == ([0.5, 1.4], [1])


def test_the_list_of_epochs_has_each_once_as_well() -> None:
    told = [epoch_event(1), epoch_event(2), epoch_event(3), epoch_event(2), epoch_event(3, partial=True)]
    assert each_once(told) == [told[0], told[3], told[4]]


def test_a_curve_is_a_view_that_later_events_do_not_change() -> None:
    found = progress(*(batch_event(number / 100) for number in range(1, 150)))
    before = found.curves().batch_x
    assert before.base is not None
    kept = before.copy()
    found.read([(1, 149, batch_event(1.5)), (2, 0, batch_event(0.2, 0.9))])
    np.testing.assert_array_equal(before, kept)
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 7


def test_a_long_run_costs_no_more_at_a_tick_than_a_short_one() -> None:
    found = progress(*(batch_event(number / 100) for number in range(1, 36_001)))
    curves = found.curves()
    assert np.shares_memory(curves.batch_x, found.curves().batch_x)
    assert np.shares_memory(curves.epoch, found.curves().epoch) or not len(curves.epoch)


def test_it_knows_after_which_epochs_the_run_went_on() -> None:
    assert progress(batch_event(0.5), epoch_event(1)).resumed_after == []
    found = two_attempts()
    assert found.resumed_after == [1]
    found.read([(3, 0, batch_event(2.1)), (4, 0, batch_event(1.2))])
    assert found.resumed_after == [1]
    found.read([(5, 0, batch_event(0.1))])
    assert found.resumed_after == []
