"""Which drawings a training learns beside its data set."""

import numpy as np
from numpy.typing import NDArray

from core.drawings.overlap import are_among
from core.drawn_set import CLASSES, DRAWN, DRAWN_SPLIT
from core.lab import Lab
from core.names import WishError
from core.recognition.form import MNIST_FORM
from core.runs.artifacts import RunFolder
from core.runs.draft import Draft
from core.runs.learned_drawings import LearnedDrawings, drawings_file
from core.runs.whole_files import DamagedFileError


def means_digits(lab: Lab, dataset_name: str) -> bool:
    """Whether a data set has the ten digits in MNIST's form, so that a drawing is like an image of it.

    Raises:
        UnknownDatasetError: If there is no data set of that name.
    """
    record = lab.datasets.record(dataset_name)
    method = MNIST_FORM.method if record is None else record.method
    return lab.datasets.facts(dataset_name).classes == CLASSES and method == MNIST_FORM.method


def count_drawings(lab: Lab, draft: Draft) -> int:
    """How many drawings a training would learn that is started now."""
    if not draft.recipe.drawing_weight:
        return 0
    return draft.drawings.count if draft.drawings else int(_may_be_learned(lab, draft.dataset).sum())


def drawings_to_learn(lab: Lab, draft: Draft) -> tuple[bytes, LearnedDrawings] | None:
    """The file of the drawings that a training learns, and what it is called; None if it learns none.

    Raises:
        WishError: If it cannot learn any: its data set has other images, there are no drawings, or those of
            the run that shall be trained again are not kept any more.
        UnknownDatasetError: If there is no data set of its name.
    """
    if not draft.recipe.drawing_weight:
        return None
    if not means_digits(lab, draft.dataset):
        raise WishError(
            "Drawings are digits in MNIST's form, and {title} has other images; set their weight to 0.",
            title=lab.datasets.facts(draft.dataset).title,
        )
    if draft.drawings is None:
        return _of_today(lab, draft.dataset)
    return _kept(lab, draft.drawings), draft.drawings


def _of_today(lab: Lab, dataset_name: str) -> tuple[bytes, LearnedDrawings]:
    chosen = _may_be_learned(lab, dataset_name)
    if not len(chosen):
        raise WishError("There are no drawings to learn; label some on Draw, or set their weight to 0.")
    if not chosen.any():
        raise WishError(
            "All drawings are validation or test images of {title}, so none can be learned;"
            " set their weight to 0.",
            title=lab.datasets.facts(dataset_name).title,
        )
    drawn = lab.datasets.find(DRAWN).split(DRAWN_SPLIT)
    return drawings_file(drawn.images[chosen], drawn.labels[chosen])


def _may_be_learned(lab: Lab, dataset_name: str) -> NDArray[np.bool_]:
    """Which drawings are no images that a model of the data set is scored on: bool (n,)."""
    drawn = lab.datasets.find(DRAWN)
    if lab.datasets.record(dataset_name) is None:
        return np.ones(drawn.image_count, np.bool_)
    dataset = lab.datasets.find(dataset_name)
    scored = [dataset.split(name).images for name in ("validation", "test")]
    return ~are_among(drawn.split(DRAWN_SPLIT).images, scored)


def _kept(lab: Lab, drawings: LearnedDrawings) -> bytes:
    """The file as one of the runs keeps it that have learned these drawings."""
    for run_id in lab.store.runs.with_drawings(drawings.sha256):
        try:
            file = RunFolder(lab.home, run_id).read_drawings(drawings)
        except DamagedFileError:
            continue
        if file is not None:
            return file
    raise WishError(
        "The drawings that this run learned are lost; copy its settings into the form to learn today's."
    )
