"""A clock that stands still."""

import pytest

from core.training import meter


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def perf_counter(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which a training tells its batches."""
    clock = Clock()
    monkeypatch.setattr(meter, "time", clock)
    return clock
