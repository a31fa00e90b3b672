"""What a training will cost on the machine of a lab, in time."""

from typing import Final

from core.drawn_training import count_drawings
from core.lab import Lab
from core.runs.draft import Draft
from core.runs.expected_time import Timed, Training, expected_seconds
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State

_PAST: Final = RunQuery(states=(State.FINISHED, State.STOPPED, State.PAUSED), limit=30)


def price(lab: Lab, draft: Draft) -> float:
    """How many seconds a training will take here, from its start to its end; see `expected_seconds`.

    Raises:
        UnknownDatasetError: If there is no data set of its name.
    """
    facts = lab.datasets.facts(draft.dataset)
    images = draft.recipe.epoch_images(facts, count_drawings(lab, draft))
    wished = Training(draft.model, draft.recipe, images, len(facts.classes))
    return expected_seconds(wished, _past(lab))


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
