"""Drawings that were exported and imported again: no run is scored on one that it has learned."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import core.lab
from core.data.dataset import Dataset
from core.drawings.export import drawings_zip
from core.drawings.overlap import are_among
from core.drawn_runs import learned_images
from core.drawn_training import count_drawings
from core.jobs.specs import Import
from core.lab import Lab
from core.models.presets import PRESETS
from core.names import WishError
from core.runs.artifacts import RunFolder
from core.runs.draft import Draft, draft_of, draft_on
from core.runs.learned_drawings import read_drawings_file
from core.trainer import Trainer
from tests import importing
from tests.drawn import acts, keep

COUNT = 140


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    keep(tmp_path, COUNT)
    return Lab(tmp_path)


def imported(lab: Lab) -> Dataset:
    """The drawings of now, exported as pictures and imported as digits."""
    file = drawings_zip(lab.datasets.drawn.contents())
    record = Trainer(lab).import_dataset("Our digits", {"drawings.zip": file}, "digit", ())
    assert record.job is not None
    assert isinstance(record.job.spec, Import)
    importing.keep(lab.datasets, record.job.spec)
    lab.store.jobs.start(record.job.id)
    lab.store.jobs.finish(record.job.id, None)
    return lab.datasets.find(record.name)


def draft(lab: Lab, dataset: Dataset, weight: int) -> Draft:
    """A training of a data set that learns the drawings too."""
    return draft_on(
        draft_of(PRESETS["quick"], drawing_weight=weight), lab.datasets.facts(dataset.name), dataset.name
    )


def drawings(lab: Lab) -> NDArray[np.uint8]:
    """All drawings of now, (n, 28, 28)."""
    return lab.datasets.find("drawn").split("test").images


def test_a_run_of_the_imported_set_has_learned_the_drawings_that_are_in_its_training_split(lab: Lab) -> None:
    dataset = imported(lab)
    run = Trainer(lab).start(draft(lab, dataset, 0))
    keep(lab.home, 3, first=COUNT)
    learned = learned_images(lab, run)
    assert len(learned) == len(dataset.split("train").labels)
    assert learned < {image.tobytes() for image in drawings(lab)}
    assert not learned & {image.tobytes() for image in drawings(lab)[COUNT:]}


def test_a_training_does_not_learn_the_drawings_on_which_it_is_scored(lab: Lab) -> None:
    dataset = imported(lab)
    scored = [dataset.split(name).images for name in ("validation", "test")]
    keep(lab.home, 3, first=COUNT)
    run = Trainer(lab).start(draft(lab, dataset, 20))
    assert run.manifest.drawing_count == COUNT + 3 - sum(len(images) for images in scored)
    assert count_drawings(lab, draft(lab, dataset, 20)) == run.manifest.drawing_count
    file = RunFolder(lab.home, run.id).read_drawings(run.manifest.drawings)
    assert file is not None
    assert not are_among(read_drawings_file(file).images, scored).any()


def test_where_all_drawings_are_scored_on_there_is_none_to_learn(lab: Lab) -> None:
    dataset = imported(lab)
    is_scored = are_among(drawings(lab), [dataset.split(name).images for name in ("validation", "test")])
    ids = lab.datasets.find("drawn").split("test").index
    for drawing_id in ids[~is_scored].tolist():
        acts(lab.home).delete(drawing_id)
    with pytest.raises(WishError, match="All drawings are validation or test images of Our digits"):
        Trainer(lab).start(draft(lab, dataset, 20))


def test_of_mnist_a_training_learns_every_drawing(lab: Lab) -> None:
    run = Trainer(lab).start(draft_of(PRESETS["quick"], drawing_weight=1))
    assert run.manifest.drawing_count == COUNT
    assert len(learned_images(lab, run)) == COUNT
