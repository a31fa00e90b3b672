"""When the points of a run were reached."""

import numpy as np
import pytest

from core.runs.curves import NO_POINTS
from core.runs.events import Event
from core.runs.progress import Progress
from core.runs.training_time import seconds_of
from tests.making import batch_event, epoch_event

IMAGES = 2_000
"""At 1,000 images a second an epoch's batches take 2 s."""


def seconds(*events: Event, images: int = IMAGES) -> tuple[list[float], list[float]]:
    progress = Progress("run")
    progress.read((1, seq, event) for seq, event in enumerate(events))
    batches, epochs = seconds_of(progress.curves(), images)
    return batches.tolist(), epochs.tolist()


def test_a_run_that_has_not_begun_has_no_seconds() -> None:
    assert [each.tolist() for each in seconds_of(NO_POINTS, IMAGES)] == [[], []]


def test_in_the_first_epoch_the_speed_tells() -> None:
    assert seconds(batch_event(0.25), batch_event(0.75)) == ([0.5, 1.5], [])


def test_validation_lies_between_an_epochs_last_batch_and_its_end() -> None:
    first = epoch_event(1) | {"seconds": 3.0}
    assert seconds(batch_event(0.5), batch_event(1.0), first, batch_event(1.5)) == ([1.0, 2.0, 4.0], [3.0])


def test_a_point_that_reaches_back_into_the_epoch_before_counts_in_its_own() -> None:
    batches, _ = seconds(batch_event(0.9), epoch_event(1), batch_event(1.1))
    assert batches == pytest.approx([1.8, 2.2])


def test_no_batch_stands_behind_the_end_of_its_epoch() -> None:
    batches, epochs = seconds(batch_event(1.0), epoch_event(1), images=3_000)
    assert (batches, epochs) == ([2.0], [2.0])


def test_what_was_told_stays_as_it_is_when_the_epoch_ends() -> None:
    events: list[Event] = [batch_event(0.3), batch_event(0.6), epoch_event(1) | {"seconds": 9.0}]
    before, after = seconds(*events[:2])[0], seconds(*events)[0]
    np.testing.assert_allclose(before, after)


def test_epochs_alone_have_their_seconds() -> None:
    assert seconds(epoch_event(1), epoch_event(2, partial=True)) == ([], [2.0, 4.0])
