"""What 10,000 runs in the store cost each page: `python -m benchmarks.growth`.

Two labs with 10 and 10,000 runs stand side by side; a visitor of each reruns the same page in turns.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, print_table
from benchmarks.load_visitors import PAGES, Waits, learn, visiting
from core.lab import Lab
from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.events import EpochEvent
from core.runs.state import State
from core.store.store import Store
from core.trainer import Trainer
from harness.serving import ServedLab, serving

FEW, MANY = 10, 10_000
EPOCHS = 2
RERUNS = 5


def main() -> None:
    """Prints how long a rerun of each page takes with few and with many runs."""
    print_table(figures(), f"{FEW} runs")


def figures() -> Iterator[Figure]:
    """By page, the median of its reruns with many runs beside that with few."""
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        fill(Path(few), FEW)
        fill(Path(many), MANY)
        with serving(Path(few)) as small, serving(Path(many)) as large:
            for lab in (small, large):
                learn(Trainer(Lab(lab.home)))
            for page, (with_few, with_many) in asyncio.run(_page_seconds(small, large)).items():
                what = f"a rerun of {page or 'start'} with {MANY:,} runs"
                yield Figure(what, 1000 * median(with_many), "ms", plain=1000 * median(with_few))


def fill(home: Path, count: int) -> None:
    """Has the store of a new lab keep so many finished runs, with their epochs but without files."""
    store = Store(home / "lab.db")
    with store.transaction():
        for number in range(count):
            _keep_run(store, number)


def _keep_run(store: Store, number: int) -> None:
    preset = list(PRESETS.values())[number % len(PRESETS)]
    manifest = draft_of(preset, epochs=EPOCHS, seed=number).manifest(
        person=f"person-{number % 20}",
        created=datetime.now(UTC),
        versions={},
    )
    run = store.runs.add(manifest, preset.title)
    store.events.add(run.id, store.runs.start(run.id), enumerate(map(_epoch, range(1, EPOCHS + 1))))
    store.runs.end(run.id, State.FINISHED)


def _epoch(epoch: int) -> EpochEvent:
    return EpochEvent(
        kind="epoch",
        epoch=epoch,
        loss=0.1,
        accuracy=0.97,
        val_loss=0.1,
        val_accuracy=0.97,
        seconds=2.0,
        partial=False,
    )


async def _page_seconds(small: ServedLab, large: ServedLab) -> dict[str, tuple[list[float], list[float]]]:
    """By page, the seconds of its reruns in the small lab and in the large one."""
    with_few, with_many = Waits(), Waits()
    found: dict[str, tuple[list[float], list[float]]] = {}
    async with visiting(small.address, with_few) as first, visiting(large.address, with_many) as second:
        for page in PAGES:
            for visitor in (first, second):
                await visitor.rerun(page)  # what is loaded once is not counted
            start = len(with_few.seconds)
            for _ in range(RERUNS):
                for visitor in (first, second):
                    await visitor.rerun(page)
            found[page] = with_few.seconds[start:], with_many.seconds[start:]
    return found


if __name__ == "__main__":
    main()
