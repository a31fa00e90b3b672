"""Twenty visitors of a real lab, without and with a training: `python -m benchmarks.load [--soak MINUTES]`.

With `--strokes` all of them draw at once.

They speak Streamlit's websocket; a wait is the time from a visitor's rerun until its script has finished.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.figure import Figure, machine, print_table
from benchmarks.load_visitors import PAGES, TRAINING_LIMIT_SECONDS, Habit, Waits, crowd, learn, visiting
from core.lab import Lab
from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.run import Run
from core.trainer import Trainer
from core.training_acts import TrainingActs
from harness.serving import ServedLab, serving, wait_until

VISITORS = 20
MEASURE_SECONDS = 40
THINK_SECONDS = 2
SOAK_THINK_SECONDS = 6
SOAK_RERUNS = 5
BUDGET_QUIET_MILLISECONDS, BUDGET_TRAINING_MILLISECONDS = 300, 500
BUDGET_STROKE_MILLISECONDS = 600
COLLECT_AFTER_EACH_SCRIPT = "STREAMLIT_RUNNER_POST_SCRIPT_GC"


def main() -> None:
    """Prints a table of waits, or with `--soak` a line a minute about the memory."""
    parser = argparse.ArgumentParser(description="Twenty visitors of a real lab.")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="visitors come and go for so long")
    parser.add_argument("--strokes", action="store_true", help="all of them draw, and nothing trains")
    options = parser.parse_args()
    if options.soak:
        soak(options.soak)
    elif options.strokes:
        print_table(stroke_figures(), "plain")
    else:
        print_figures()


def print_figures() -> None:
    """Prints the waits of twenty visitors beside their budgets."""
    print_table(figures(), "with full gc")


def figures() -> Iterator[Figure]:
    """Waits without and with a training, beside those with a full garbage collection after every script."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as lab:
        trainer = Trainer(Lab(lab.home))
        learn(trainer)
        usual = _without_and_with_a_training(lab, trainer)
        lab.stop_web()
        with setting(COLLECT_AFTER_EACH_SCRIPT, "true"):
            lab.start()
        collecting = _without_and_with_a_training(lab, trainer)
    budgets = (BUDGET_QUIET_MILLISECONDS, BUDGET_TRAINING_MILLISECONDS)
    for when, budget, (waits, cpu), (slow, slow_cpu) in zip(
        ("no training", "a training"), budgets, usual, collecting, strict=True
    ):
        who = f"{VISITORS} visitors, {when}"
        yield Figure(f"{who}: rerun -> finished, p50", waits.percentile(50), "ms", None, slow.percentile(50))
        yield Figure(f"{who}: p95", waits.percentile(95), "ms", budget, slow.percentile(95))
        yield Figure(f"{who}: CPU of the web process", cpu, "%", None, slow_cpu)


def stroke_figures() -> Iterator[Figure]:
    """Waits of twenty visitors who draw at once, from the arrival of a stroke to the end of the answer."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as lab:
        waits, cpu = _measured(lab, Habit(THINK_SECONDS, draws=True))
    who = f"{VISITORS} visitors draw"
    yield Figure(f"{who}: stroke -> answer, p50", waits.percentile(50), "ms", None)
    yield Figure(f"{who}: p95", waits.percentile(95), "ms", BUDGET_STROKE_MILLISECONDS)
    yield Figure(f"{who}: strokes", len(waits.seconds), "", None)
    yield Figure(f"{who}: CPU of the web process", cpu, "%", None)


@contextmanager
def setting(name: str, value: str) -> Iterator[None]:
    """An environment variable while inside."""
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


def _without_and_with_a_training(lab: ServedLab, trainer: Trainer) -> list[tuple[Waits, float]]:
    asyncio.run(_open_every_page(lab.address))
    quiet = _measured(lab, Habit(THINK_SECONDS))
    with _training(trainer) as run:
        return [quiet, _measured(lab, Habit(THINK_SECONDS, live_run=run.id))]


async def _open_every_page(address: str) -> None:
    async with visiting(address, Waits()) as visitor:
        for page in PAGES:
            await visitor.rerun(page)


@contextmanager
def _training(trainer: Trainer) -> Iterator[Run]:
    """A run that trains while inside."""
    preset = PRESETS["tutorial-cnn-adam"]
    run = trainer.start(draft_of(preset, epochs=1_000))
    wait_until(lambda: bool(trainer.follow(run.id).epochs), TRAINING_LIMIT_SECONDS)
    try:
        yield run
    finally:
        TrainingActs(trainer).stop(run.id)
        wait_until(lambda: not trainer.lab.run(run.id).is_live, TRAINING_LIMIT_SECONDS)


def _measured(lab: ServedLab, habit: Habit) -> tuple[Waits, float]:
    """The waits of all visitors, and the CPU of the web process in percent of a core."""
    waits, web = Waits(), psutil.Process(lab.web_pid)
    before, start = cpu_seconds(web), time.monotonic()
    asyncio.run(crowd(lab.address, habit, VISITORS, MEASURE_SECONDS, waits))
    cpu = 100 * (cpu_seconds(web) - before) / (time.monotonic() - start)
    _print_failures(waits)
    return waits, cpu


def _print_failures(waits: Waits) -> None:
    for failure in waits.failures:
        print(f"A page failed: {failure}", file=sys.stderr)


def cpu_seconds(process: psutil.Process) -> float:
    """What a process has used of all cores together so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def soak(minutes: float) -> None:
    """Prints each minute how much memory the web process has, while visitors come and go.

    From the first quarter to the first third of the time a training runs.
    """
    print(machine("Start"))
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as lab:
        trainer = Trainer(Lab(lab.home))
        learn(trainer)
        asyncio.run(_soak(lab, trainer, 60 * minutes))
    print(f"\n{machine('End')}")


async def _soak(lab: ServedLab, trainer: Trainer, seconds: float) -> None:
    waits, habit = Waits(), Habit(SOAK_THINK_SECONDS, reruns=SOAK_RERUNS)
    async with asyncio.TaskGroup() as group:
        group.create_task(crowd(lab.address, habit, VISITORS, seconds, waits))
        group.create_task(asyncio.to_thread(_train_for_a_while, trainer, seconds / 4, seconds / 12))
        group.create_task(_sample(psutil.Process(lab.web_pid), waits, round(seconds / 60)))
    _print_failures(waits)


def _train_for_a_while(trainer: Trainer, wait_seconds: float, train_seconds: float) -> None:
    time.sleep(wait_seconds)
    with _training(trainer):
        time.sleep(train_seconds)


async def _sample(web: psutil.Process, waits: Waits, minutes: int) -> None:
    """Prints a line each minute; p95 and CPU are those of the minute before."""
    heads = ("minute", "memory MB", "sessions", "reruns", "p95 ms", "CPU %", "failures")
    print("\n" + "".join(f"{head:>11}" for head in heads))
    start, cpu, seen = time.monotonic(), cpu_seconds(web), 0
    for minute in range(minutes + 1):
        await asyncio.sleep(max(0.0, start + 60 * minute - time.monotonic()))
        latest = Waits(waits.seconds[seen:])
        used, cpu, seen = cpu_seconds(web) - cpu, cpu_seconds(web), len(waits.seconds)
        p95 = latest.percentile(95) if latest.seconds else 0
        memory = web.memory_info().rss / 1e6
        figures = (memory, waits.sessions, seen, p95, 100 * used / 60, len(waits.failures))
        print(f"{minute:11}" + "".join(f"{figure:11.0f}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
