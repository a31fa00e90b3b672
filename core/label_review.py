"""The labels of a split that the runs of a lab contradict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.evaluation.confusion import accuracy_of
from core.evaluation.label_issues import LabelIssues, find_label_issues, mean_probabilities
from core.lab import Lab
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.runs.whole_files import DamagedFileError

MOST_RUNS: Final = 20
"""So many of the newest finished runs are asked, for each costs a file to read."""

LEAST_ACCURACY: Final = 0.9
"""A run that contradicts more labels than that on the split says more of itself than of the labels."""

_FINISHED: Final = RunQuery(states=(State.FINISHED,), has_model=True, limit=MOST_RUNS)


@dataclass(frozen=True, eq=False)
class LabelReview:
    """What runs say of the labels of a split.

    Attributes:
        runs: Those that speak, the newest first; each has the same weight.
        learned_from: Whether they have learned from these very images, and so contradict too little.
        probabilities: float64 (n, k), the mean of what they say of each image; (0, k) where none speaks.
        issues: The labels in doubt.
    """

    runs: tuple[Run, ...]
    learned_from: bool
    probabilities: NDArray[np.float64]
    issues: LabelIssues


def runs_to_ask(lab: Lab, dataset: Dataset) -> list[Run]:
    """The newest finished runs that have learned a data set and have a model, up to `MOST_RUNS`."""
    return [run for run in lab.runs(_FINISHED) if run.manifest.dataset == dataset.name]


def review_labels(lab: Lab, dataset: Dataset, split_name: str, runs: Sequence[Run]) -> LabelReview:
    """The labels of a split that runs contradict.

    A run speaks if the lab has kept what its model says of the split, in numbers, and at least
    `LEAST_ACCURACY` of it is as the labels say. Where some have not learned from the split, only these speak.

    Args:
        lab: Where the runs are.
        dataset: What they have learned.
        split_name: One of its splits.
        runs: Those that are asked.
    """
    labels = dataset.split(split_name).labels
    said = {run.id: answer for run in runs if (answer := _answer(lab, run, split_name, labels)) is not None}
    speaking = [run for run in runs if run.id in said]
    unspoilt = [run for run in speaking if split_name not in run.manifest.recipe.training.split("+")]
    used = unspoilt or speaking
    if used:
        probabilities = mean_probabilities([said[run.id] for run in used])
    else:
        probabilities = np.zeros((0, dataset.class_count))
    issues = find_label_issues(labels[: len(probabilities)], probabilities)
    return LabelReview(tuple(used), bool(used) and not unspoilt, probabilities, issues)


def _answer(lab: Lab, run: Run, split_name: str, labels: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """What a run says of a split; None where it does not speak."""
    try:
        kept = lab.kept_probabilities(run, split_name)
    except (DamagedFileError, OSError):
        return None
    if kept is None or len(kept) != len(labels) or not np.isfinite(kept).all():
        return None
    return kept if accuracy_of(labels, kept) >= LEAST_ACCURACY else None
