"""How far a run is, from its events."""

import numpy as np

from core.runs.events import Event
from core.runs.progress import Progress
from tests.making import batch_event, epoch_event


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
