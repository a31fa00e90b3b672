"""Kills processes of a real lab again and again: `python -m tests.faults.repeat worker|web [--times 25]`.

Each kill is a `kill -9` at a random moment of a training, and what is promised of it is looked at each time:

* worker: the run is `failed` with its reason within 2 seconds, no other run is touched, and the resumed run
  goes on behind the last epoch whose model was there.
* web: neither runner, worker nor run notices. A browser that had the lab open shows the run's
  page again within 5 seconds of the restart, with every epoch on the curve.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import psutil
from playwright.sync_api import Page, sync_playwright

from core.lab import Lab
from core.runs.query import EVERY_RUN
from core.runs.run import Run
from core.runs.state import State
from core.trainer import Trainer
from core.training_acts import TrainingActs
from harness.acting import epochs_on_curve
from harness.chromium import FLAGS, system_chromium
from harness.serving import ServedLab, serving, wait_until
from tests.faults.acting import runner_of, start, worker_of

FAILED_SECONDS: Final = 2.0
PAGE_SECONDS: Final = 5.0
LONGEST_DELAY_SECONDS: Final = 4.0
LOOK_SECONDS: Final = 0.01
PATIENCE_SECONDS: Final = 60.0
MANY_EPOCHS: Final = 1000

EPOCHS_SHOWN: Final = "() => document.querySelector('.live-curves .plot').data[1].x"


@dataclass(frozen=True)
class Kill:
    """What came of one.

    Attributes:
        seconds: What is limited: until the run had failed, or until the page was back.
        broken: The promises that did not hold, in words.
        answered: Seconds until the web process answered; the rest is the browser's and the page's. 0 for a
            worker.
    """

    seconds: float
    broken: tuple[str, ...]
    answered: float = 0.0


def kill_worker(lab: ServedLab, trainer: Trainer, run: Run, chance: random.Random) -> Kill:
    """Kills the process that trains a run, and resumes the run."""
    wait_until(lambda: trainer.lab.run(run.id).state is State.RUNNING)
    time.sleep(chance.uniform(0, LONGEST_DELAY_SECONDS))
    worker, others = worker_of(lab), others_of(trainer, run)
    told, done = epochs_told(trainer, run), trainer.lab.run(run.id).epochs_done
    worker.kill()
    killed = time.monotonic()
    await_quickly(lambda: not trainer.lab.run(run.id).is_live)
    seconds = time.monotonic() - killed
    failed = trainer.lab.run(run.id)
    broken = [
        f"{seconds:.1f} s" if seconds > FAILED_SECONDS else "",
        f"state {failed.state}" if failed.state is not State.FAILED else "",
        f"reason {failed.reason}" if "process died" not in str(failed.reason) else "",
        "another run was touched" if others_of(trainer, run) != others else "",
        f"only epoch {failed.epochs_done} is left of {told}" if failed.epochs_done < max(done, told) else "",
    ]
    TrainingActs(trainer).resume(run.id)
    if chance.random() < 0.5:  # else the next kill may come before its first epoch
        wait_until(lambda: epochs_told(trainer, run, failed.attempt + 1) > 0)
        first = first_epoch(trainer, run, failed.attempt + 1)
        broken += [f"resumed with epoch {first}" if first != failed.epochs_done + 1 else ""]
    return Kill(seconds, tuple(filter(None, broken)))


def others_of(trainer: Trainer, run: Run) -> list[Run]:
    """What the lab knows of all other runs."""
    return [each for each in trainer.lab.runs(EVERY_RUN) if each.id != run.id]


def epochs_told(trainer: Trainer, run: Run, attempt: int = 0) -> int:
    """The last complete epoch that was told of a run, since an attempt began; 0 if there is none."""
    events = trainer.lab.store.events.after(run.id)
    return max((e["epoch"] for a, _, e in events if a >= attempt and e["kind"] == "epoch"), default=0)


def first_epoch(trainer: Trainer, run: Run, attempt: int) -> int:
    """The first epoch that was told of an attempt."""
    events = trainer.lab.store.events.after(run.id)
    return min(event["epoch"] for a, _, event in events if a == attempt and event["kind"] == "epoch")


def await_quickly(what: Callable[[], bool]) -> None:
    """Waits for something whose time is measured."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not what() and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)


def kill_web(lab: ServedLab, trainer: Trainer, run: Run, chance: random.Random, page: Page) -> Kill:
    """Kills the web process, and starts it again."""
    time.sleep(chance.uniform(0, LONGEST_DELAY_SECONDS))
    before = runner_of(lab), worker_of(lab), trainer.lab.run(run.id).attempt
    lab.stop_web(signal.SIGKILL)
    told = epochs_told(trainer, run)
    wait_until(lambda: epochs_told(trainer, run) > told)
    told, restarted = epochs_told(trainer, run), time.monotonic()
    lab.start_web()
    await_quickly(lab.is_ready)
    answered = time.monotonic() - restarted
    page.goto(f"{lab.address}/train?run={run.id}")
    page.wait_for_function(epochs_on_curve(told), timeout=PATIENCE_SECONDS * 1000)
    seconds = time.monotonic() - restarted
    shown = page.evaluate(EPOCHS_SHOWN)
    found = trainer.lab.run(run.id)
    is_same = before == (runner_of(lab), worker_of(lab), found.attempt) and found.state is State.RUNNING
    broken = [
        f"{seconds:.1f} s" if seconds > PAGE_SECONDS else "",
        "the training noticed" if not is_same else "",
        f"the curve shows {shown}" if shown != list(range(1, len(shown) + 1)) else "",
    ]
    return Kill(seconds, tuple(filter(None, broken)), answered)


@contextmanager
def killing(what: str, lab: ServedLab, trainer: Trainer) -> Iterator[Callable[[Run, random.Random], Kill]]:
    """What kills, with a Chromium where it takes one."""
    if what == "worker":
        yield lambda run, chance: kill_worker(lab, trainer, run, chance)
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=list(FLAGS))
        page = browser.new_page()
        page.goto(lab.address)
        yield lambda run, chance: kill_web(lab, trainer, run, chance, page)
        browser.close()


def repeat(what: str, times: int, seed: int, home: Path) -> list[Kill]:
    """Kills so many times in a lab of its own, and prints each."""
    chance, kills = random.Random(seed), []  # noqa: S311 -- no secret
    with serving(home) as lab:
        trainer = Trainer(Lab(home))
        finished = start(trainer, epochs=1)
        wait_until(lambda: trainer.lab.run(finished.id).state is State.FINISHED)
        run = start(trainer, MANY_EPOCHS)
        wait_until(lambda: trainer.lab.run(run.id).epochs_done >= 1)
        with killing(what, lab, trainer) as kill:
            for number in range(1, times + 1):
                kills.append(kill(run, chance))
                load, _, _ = os.getloadavg()
                told = "; ".join(kills[-1].broken) or "held"
                took = f"{kills[-1].seconds:5.2f} s ({kills[-1].answered:.2f})"
                print(f"{number:3}  {took}  load {load:4.1f}  {told}", flush=True)
        TrainingActs(trainer).stop(run.id)
        wait_until(lambda: not trainer.lab.run(run.id).is_live)
    return kills


def main() -> None:
    """Prints a table; the exit code tells whether everything held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["worker", "web"])
    parser.add_argument("--times", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="digit-lab-faults-") as home:
        kills = repeat(given.what, given.times, given.seed, Path(home))
    seconds = [kill.seconds for kill in kills]
    limit = FAILED_SECONDS if given.what == "worker" else PAGE_SECONDS
    held = sum(not kill.broken for kill in kills)
    print(f"\nkill -9 of the {given.what} process, {psutil.cpu_count()} cores, seed {given.seed}")
    print(f"limit {limit} s, median {median(seconds):.2f} s, worst {max(seconds):.2f} s")
    print(f"held {held} of {len(kills)}")
    sys.exit(held < len(kills))


if __name__ == "__main__":
    main()
