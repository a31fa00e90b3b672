import pytest

from core.engine.heartbeats import SILENCE_LIMIT_SECONDS, Heartbeats


class Clock:
    """This process's clock, set by a test."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    set_clock = Clock()
    monkeypatch.setattr("time.monotonic", set_clock)
    return set_clock


def test_a_worker_whose_heartbeat_does_not_change_falls_silent(clock: Clock) -> None:
    heartbeats = Heartbeats()
    for second in range(SILENCE_LIMIT_SECONDS):
        heartbeats.note({"quick": float(second), "frozen": 1.0})
        assert heartbeats.silent() == set()
        clock.seconds += 1
    assert heartbeats.silent() == {"frozen"}
    heartbeats.note({"quick": 99.0, "frozen": 2.0})
    assert heartbeats.silent() == set()


def test_a_pause_of_this_process_is_nobodys_silence(clock: Clock) -> None:
    heartbeats = Heartbeats()
    heartbeats.note({"worker": 1.0})
    clock.seconds += 100
    heartbeats.note({"worker": 1.0})
    assert heartbeats.silent() == set()


def test_the_schedulers_clock_may_be_wrong(clock: Clock) -> None:
    heartbeats = Heartbeats()
    heartbeats.note({"worker": -5e9})
    assert heartbeats.silent() == set()


def test_a_worker_that_left_is_forgotten(clock: Clock) -> None:
    heartbeats = Heartbeats()
    heartbeats.note({"worker": 1.0})
    heartbeats.note({})
    clock.seconds += 100
    assert heartbeats.silent() == set()
