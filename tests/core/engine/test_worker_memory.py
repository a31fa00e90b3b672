"""How much memory a worker may take: what the setting says, or a share of the machine's."""

import pytest

from core.engine import engine_start
from core.engine.worker_memory import SETTING, WorkerMemoryError, memory_from_settings, worker_memory

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("written", "size"),
    [("4 GB", 4 * GB), ("1.5GB", 3 * GB // 2), ("2 GiB", 2 << 30), ("1500 MB", 3 * GB // 2)],
)
def test_the_setting_is_an_amount_with_its_unit(
    monkeypatch: pytest.MonkeyPatch, written: str, size: int
) -> None:
    monkeypatch.setenv(SETTING, written)
    assert worker_memory(trainings=2) == size


@pytest.mark.parametrize("written", ["much", "4", "1499 MB", "-4 GB", "0", "inf GB", "nan GB", "4 GB 2"])
def test_what_is_no_amount_or_too_little_is_refused_with_an_example(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv(SETTING, written)
    with pytest.raises(WorkerMemoryError) as refused:
        memory_from_settings()
    told = f"{SETTING} is {written!r}; set it to an amount of memory of at least 1.5 GB, like 4 GB."
    assert str(refused.value) == told


def test_without_a_setting_the_workers_share_three_quarters_of_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    monkeypatch.setattr("distributed.system.MEMORY_LIMIT", 16 * GB)
    assert memory_from_settings() is None
    assert worker_memory(trainings=1) == 12 * GB
    assert worker_memory(trainings=3) == 4 * GB
    assert worker_memory(trainings=16) == 3 * GB // 2


def test_a_runner_with_a_wrong_setting_goes_on_with_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "much")
    monkeypatch.setattr("distributed.system.MEMORY_LIMIT", 16 * GB)
    assert engine_start._memory_or_share(2) == 6 * GB
