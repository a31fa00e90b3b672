"""What a training will cost on the machine of a lab, in time."""

from typing import Final

from core.drawn_training import count_drawings
from core.engine.existing_cluster import is_cluster_set
from core.engine.machine import this_machine
from core.jobs.specs import Time
from core.lab import Lab
from core.runs.draft import Draft
from core.runs.expected_time import ExpectedTime, Timed, Training, expected_time
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State

_PAST: Final = RunQuery(states=(State.FINISHED, State.STOPPED, State.PAUSED), limit=30)


def price(lab: Lab, draft: Draft) -> ExpectedTime:
    """How long a training will take here, from its start to its end; see `expected_time`.

    Raises:
        UnknownDatasetError: If there is no data set of its name.
    """
    job, wished = timing_job(lab, draft), wished_training(lab, draft)
    return expected_time(wished, _past(lab), lab.store.timings.of(job) if job else None)


def timing_job(lab: Lab, draft: Draft) -> Time | None:
    """The job that times a training here.

    None at an existing cluster: nobody knows beforehand which of its workers will train, they may be of
    different machines, and other labs may use them at the same time.

    Raises:
        UnknownDatasetError: If there is no data set of its name.
    """
    if is_cluster_set():
        return None
    classes = lab.datasets.facts(draft.dataset).classes
    return Time.of(draft.model, draft.recipe, len(classes), this_machine())


def wished_training(lab: Lab, draft: Draft) -> Training:
    """What of a draft decides how long it takes.

    Raises:
        UnknownDatasetError: If there is no data set of its name.
    """
    facts, recipe = lab.datasets.facts(draft.dataset), draft.recipe
    return Training(
        model=draft.model,
        recipe=recipe,
        images=recipe.epoch_images(facts, count_drawings(lab, draft)),
        class_count=len(facts.classes),
        validated=facts.count(recipe.validation) if recipe.validation else 0,
        evaluated=facts.count("validation", "test"),
    )


def _past(lab: Lab) -> list[Timed]:
    runs = lab.runs(_PAST)
    epochs = lab.store.events.epochs([run.id for run in runs])
    titles = lab.datasets.titles()
    return [
        _timed(lab, run, [each["seconds"] for each in epochs[run.id] if not each["partial"]])
        for run in runs
        if run.manifest.dataset in titles
    ]


def _timed(lab: Lab, run: Run, seconds: list[float]) -> Timed:
    facts, recipe = lab.datasets.facts(run.manifest.dataset), run.manifest.recipe
    images = recipe.epoch_images(facts, run.manifest.drawing_count)
    is_whole = run.state is State.FINISHED and run.attempt == 1 and run.seconds is not None
    rest = max(0.0, (run.seconds or 0.0) - sum(seconds)) if is_whole else None
    return Timed(Training(run.manifest.model, recipe, images, len(facts.classes)), seconds, rest)
