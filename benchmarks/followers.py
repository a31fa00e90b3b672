"""What it costs a training that five people follow it: `python -m benchmarks.followers`.

Trainings with and without them take turns. They follow the run on Train as browser tabs do, with the timed
parts of that page, but do not draw its curves: that is the work of their own machines.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil

from benchmarks.figure import Figure, print_table
from benchmarks.lab import LIMIT_SECONDS
from benchmarks.load import cpu_seconds
from benchmarks.load_visitors import Waits, learn, visiting
from core.lab import Lab
from core.models.presets import find_preset
from core.runs.draft import draft_of
from core.trainer import Trainer
from harness.serving import ServedLab, serving, wait_until

FOLLOWERS = 5
PRESET = "tutorial-cnn-adam"
EPOCHS = 3
ROUNDS = 3
BUDGET_PERCENT = 3


def main() -> None:
    """Prints the table."""
    print_table(figures(), "alone")


def figures() -> Iterator[Figure]:
    """Seconds of a median epoch, and what the web process takes of the machine."""
    alone, followed, shares = [], [], []
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as lab:
        trainer = Trainer(Lab(lab.home))
        learn(trainer)
        for _ in range(ROUNDS):
            alone += _trained(lab, trainer, 0)[0]
            seconds, share = _trained(lab, trainer, FOLLOWERS)
            followed += seconds
            shares.append(share)
    yield Figure("a median epoch with five followers", median(followed), "s", None, median(alone))
    yield Figure("five followers: the web process, of all cores", median(shares), "%", BUDGET_PERCENT)


def _trained(lab: ServedLab, trainer: Trainer, followers: int) -> tuple[list[float], float]:
    """Trains a run that so many follow.

    Returns:
        The seconds of all epochs but the first, and the CPU of the web process in percent of all cores.
    """
    web = psutil.Process(lab.web_pid)
    run = trainer.start(draft_of(find_preset(PRESET), epochs=EPOCHS))
    wait_until(lambda: bool(trainer.follow(run.id).epochs), LIMIT_SECONDS)
    before, start = cpu_seconds(web), time.monotonic()
    asyncio.run(_follow(lab.address, trainer, run.id, followers))
    used = (cpu_seconds(web) - before) / (time.monotonic() - start)
    later = [epoch["seconds"] for epoch in trainer.lab.progress(run.id).epochs[1:]]
    return later, 100 * used / (os.cpu_count() or 1)


async def _follow(address: str, trainer: Trainer, run_id: str, followers: int) -> None:
    """Has so many follow a run until it has ended."""
    ended = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(followers):
            group.create_task(_watch(address, run_id, ended))
        while trainer.lab.run(run_id).is_live:
            await asyncio.sleep(0.5)
        ended.set()


async def _watch(address: str, run_id: str, ended: asyncio.Event) -> None:
    async with visiting(address, Waits()) as visitor:
        await visitor.rerun("train", f"run={run_id}")
        while not ended.is_set():
            await visitor.stay(1)


if __name__ == "__main__":
    main()
