"""A clock that stands still, and no compiled models at first."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import TYPE_CHECKING

import pytest

from core.training import meter

if TYPE_CHECKING:
    from core.training.compiled import CompiledModel


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


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> "OrderedDict[Hashable, CompiledModel]":
    """The compiled models that are kept for later trainings: none at first."""
    from core.training import compiled  # not above: the fast lane reads this file, and loads no TensorFlow

    kept: OrderedDict[Hashable, CompiledModel] = OrderedDict()
    monkeypatch.setattr(compiled, "_kept", kept)
    return kept
