"""Small splits of real images, so that an epoch takes a moment, and a clock that stands still."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.data.splits import Split, SplitName, split
from core.training import feed, meter, train

SMALL = {"train": 1_000, "train+validation": 1_000, "validation": 300, "test": 400}
"""1,000 is no multiple of the tests' batch sizes, so that the last batch is short."""


def small_split(name: SplitName) -> Split:
    """The first images of a split."""
    whole, size = split(name), SMALL[name]
    return replace(whole, images=whole.images[:size], labels=whole.labels[:size], index=whole.index[:size])


@pytest.fixture(scope="module")
def small_data() -> Iterator[None]:
    """Lets trainings see small splits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed, "split", small_split)
        patch.setattr(train, "split", small_split)
        yield


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def perf_counter(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which trainings measure."""
    clock = Clock()
    monkeypatch.setattr(meter, "time", clock)
    monkeypatch.setattr(train, "time", clock)
    return clock
