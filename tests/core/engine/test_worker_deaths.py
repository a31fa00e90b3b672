"""What is known of the death of a worker: by Dask's nanny, by the kernel's count, or nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from distributed import Client

from core.engine import worker_deaths
from core.engine.failures import machine_full, process_died
from core.engine.worker_deaths import WorkerDeaths, kernel_kills
from core.jobs.specs import Slot

Handler = Callable[[tuple[float, dict[str, Any]]], None]


class Topics:
    """Stands for a client: keeps who listens to what."""

    def __init__(self) -> None:
        self.heard: dict[str, Handler] = {}

    def subscribe_topic(self, topic: str, handler: Handler) -> None:
        self.heard[topic] = handler


@pytest.fixture(autouse=True)
def kills(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The kernel's count, which a test may raise."""
    count = {"kills": 3}
    monkeypatch.setattr(worker_deaths, "kernel_kills", lambda: count["kills"])
    monkeypatch.setattr(worker_deaths, "_EVENT_SECONDS", 0.01)
    return count


def listening(*, is_existing: bool = False) -> tuple[WorkerDeaths, Topics]:
    topics = Topics()
    return WorkerDeaths(cast(Client, topics), is_existing=is_existing), topics


@pytest.mark.parametrize(
    ("is_existing", "setting"), [(False, "DIGIT_LAB_WORKER_MEMORY"), (True, "the worker's --memory-limit")]
)
def test_a_worker_that_its_nanny_has_ended_ran_out_of_memory(is_existing: bool, setting: str) -> None:
    deaths, topics = listening(is_existing=is_existing)
    event = {"worker": "tls://host:1", "pid": 7, "rss": 2_140_000_000}
    topics.heard["worker-restart-memory"]((0.0, event))
    told = str(deaths.reason("tls://host:1", "training"))
    assert told.startswith("Out of memory: the training's process had taken 2.1 GB and was ended.")
    assert f"raise {setting}," in told
    job = str(deaths.reason("tls://host:1", "light"))
    assert job.startswith("Out of memory: the job's process had taken 2.1 GB")
    assert deaths.reason("tls://host:2", "training") == process_died("training")


@pytest.mark.parametrize(
    ("slot", "what_to_do"),
    [
        ("training", "Train it again with a smaller batch size or fewer filters or units, or resume it once"),
        ("light", "Ask for it again once"),
    ],
)
def test_a_worker_that_died_when_the_kernel_ended_processes_ran_out_of_memory_with_the_machine(
    kills: dict[str, int], slot: Slot, what_to_do: str
) -> None:
    deaths, _ = listening()
    assert deaths.reason("tls://host:1", "training") == process_died("training")
    kills["kills"] += 1
    deaths.look()
    told = str(deaths.reason("tls://host:1", slot))
    assert told.startswith("Out of memory: the machine had none left")
    assert told.endswith(f" died. {what_to_do} less runs on the machine.")
    assert deaths.reason("tls://host:1", slot) == machine_full(slot)


def test_what_the_kernel_did_here_says_nothing_of_workers_elsewhere(kills: dict[str, int]) -> None:
    deaths, _ = listening(is_existing=True)
    kills["kills"] += 1
    assert deaths.reason("tls://host:1", "training") == process_died("training")


def test_what_the_kernel_did_long_ago_says_nothing(
    kills: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths, _ = listening()
    kills["kills"] += 1
    deaths.look()
    monkeypatch.setattr(worker_deaths, "_KERNEL_SECONDS", 0)
    assert deaths.reason("tls://host:1", "training") == process_died("training")


@pytest.mark.parametrize(
    ("group", "file", "content"),
    [
        ("0::/lab", "sys/fs/cgroup/lab/memory.events", "low 0\nmax 9\noom 2\noom_kill 5\n"),
        ("0::/elsewhere", "sys/fs/cgroup/memory.events", "oom 2\noom_kill 5\n"),
        ("4:memory:/lab", "sys/fs/cgroup/memory/lab/memory.oom_control", "under_oom 0\noom_kill 5\n"),
        ("0::/", "proc/vmstat", "pgfault 8\noom_kill 5\n"),
    ],
)
def test_the_count_is_that_of_the_container_or_else_of_the_machine(
    tmp_path: Path, group: str, file: str, content: str
) -> None:
    for path, text in (("proc/self/cgroup", f"{group}\n"), (file, content)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert kernel_kills(tmp_path) == 5


def test_a_system_that_counts_nothing_counts_none(tmp_path: Path) -> None:
    assert kernel_kills(tmp_path) == 0
