"""What a fresh lab says that a training will take, beside what it takes: `python -m benchmarks.price`.

First by the model's multiplications, then by a short timing, then the training itself. Then trainings are
started at many moments of a timing, and what that delays them is told.
"""

import time
from statistics import median

from benchmarks.lab import own_lab, train
from core.jobs.specs import Time
from core.models.presets import DEFAULT_PRESET, PRESETS, find_preset
from core.price import timing_job, wished_training
from core.runs.draft import Draft, draft_of
from core.runs.expected_time import expected_time
from core.runs.state import State
from core.trainer import Trainer
from harness.serving import wait_until

LONG_PRESETS = ("accurate", "robust")
"""They are trained for an epoch only."""

MOMENTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
"""Seconds from the beginning of a timing to a click on Train."""


def main() -> None:
    """Prints a line for each preset, and the delays."""
    with own_lab() as trainer:
        print("Seconds of a training, from its start to its end; in a lab that has trained nothing")
        print(
            f"{'preset':24}{'epochs':>7}{'by multiplications':>20}{'by timing':>11}{'training':>10}"
            f"{'timing / training':>19}{'the timing took':>17}"
        )
        for name in PRESETS:
            print_price(trainer, name)
        print_delays(trainer)


def print_price(trainer: Trainer, name: str) -> None:
    """What a preset is said to take, and takes."""
    epochs = 1 if name in LONG_PRESETS else PRESETS[name].recipe.epochs
    draft = draft_of(PRESETS[name], epochs=epochs)
    job = job_of(trainer, draft)
    took = time_training(trainer, job)
    wished = wished_training(trainer.lab, draft)
    before = expected_time(wished, []).seconds
    after = expected_time(wished, [], trainer.lab.store.timings.of(job)).seconds
    seconds = train(trainer, name, epochs).seconds
    print(
        f"{name:24}{epochs:7}{before:20.1f}{after:11.1f}{seconds:10.1f}{after / seconds:19.2f}{took:17.1f}",
        flush=True,
    )


def time_training(trainer: Trainer, job: Time) -> float:
    """Has a training timed; seconds from its beginning to its result."""
    begin_timing(trainer, job)
    began = time.monotonic()
    wait_until(lambda: trainer.lab.store.timings.of(job) is not None)
    return time.monotonic() - began


def begin_timing(trainer: Trainer, job: Time) -> None:
    """Asks for a timing, and waits until it runs."""
    trainer.lab.store.timings.ask(job, trainer.person.id)
    trainer.lab.ensure_runner()
    wait_until(trainer.lab.store.timings.is_any_running)


def job_of(trainer: Trainer, draft: Draft) -> Time:
    """The job that times a training."""
    job = timing_job(trainer.lab, draft)
    assert job is not None  # noqa: S101 -- this lab has a cluster of its own
    return job


def print_delays(trainer: Trainer) -> None:
    """How long a training waits until it starts, without a timing and at each moment of one."""
    usual = [seconds_until_start(trainer) for _ in range(len(MOMENTS))]
    print(f"\nSeconds from a click on Train to the start: {median(usual):.2f}, at most {max(usual):.2f}")
    for number, name in enumerate(PRESETS):
        delays = []
        for place, moment in enumerate(MOMENTS):
            # A batch size that nobody has timed or trained yet.
            draft = draft_of(PRESETS[name], batch_size=65 + len(MOMENTS) * number + place)
            begin_timing(trainer, job_of(trainer, draft))
            time.sleep(moment)
            delays.append(seconds_until_start(trainer))
        told = " ".join(f"{each:.2f}" for each in delays)
        print(f"while {name} is timed, {MOMENTS} s after that began: {told}", flush=True)


def seconds_until_start(trainer: Trainer) -> float:
    """Starts a short training, waits for its end, and tells how long it was queued."""
    run = trainer.start(draft_of(find_preset(DEFAULT_PRESET), batch_size=1_000))
    wait_until(lambda: trainer.lab.run(run.id).state is not State.QUEUED)
    run = trainer.lab.run(run.id)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    return (run.started or run.created) - run.created


if __name__ == "__main__":
    main()
