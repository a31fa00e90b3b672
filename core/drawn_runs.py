"""Which models can be asked about the drawn set: all that read digits."""

import numpy as np
from numpy.typing import NDArray

from core.catalog.positions import HIDDEN
from core.catalog.query import Query
from core.catalog.query_error import QueryError
from core.drawings.overlap import are_among
from core.drawn_set import DRAWN, DRAWN_SPLIT
from core.drawn_training import means_digits
from core.lab import Lab
from core.runs.artifacts import RunFolder
from core.runs.learned_drawings import read_drawings_file
from core.runs.manifest import Manifest
from core.runs.query import RunQuery
from core.runs.run import Run


def reads_digits(lab: Lab, run: Run) -> bool:
    """Whether a run has learned digits in MNIST's form, so that a drawing means to it what it says.

    Raises:
        UnknownDatasetError: If the data set that it has learned is not there any more.
    """
    return means_digits(lab, run.manifest.dataset)


def learned_images(lab: Lab, run: Run) -> frozenset[bytes]:
    """The pixels of each drawing that a run has learned, 784 bytes each.

    These are drawings that it learned beside its data set, and those from which that data set was imported.

    Raises:
        UnknownDatasetError: If the data set that it has learned is not there any more.
        DamagedDataError: If its file is missing or damaged.
        DamagedFileError: If what the run keeps of them is lost or was changed.
    """
    file = RunFolder(lab.home, run.id).read_drawings(run.manifest.drawings)
    images = () if file is None else read_drawings_file(file).images
    return frozenset(image.tobytes() for image in (*images, *_drawings_of_dataset(lab, run.manifest)))


def _drawings_of_dataset(lab: Lab, manifest: Manifest) -> NDArray[np.uint8]:
    """The drawings that are images of the imported data set that a run has learned: uint8 (n, 28, 28)."""
    drawings = lab.datasets.find(DRAWN).split(DRAWN_SPLIT).images
    if lab.datasets.record(manifest.dataset) is None:
        return drawings[:0]
    learned = lab.datasets.find(manifest.dataset).split(manifest.recipe.training)
    return drawings[are_among(drawings, [learned.images])]


def run_of_query(lab: Lab, query: Query) -> Run | None:
    """The run that a query of the drawn set asks about, if it names one.

    Raises:
        QueryError: If it reads no digits, or the query asks for what is not computed of drawings.
        UnknownRunError: If there is no such run.
        UnknownDatasetError: If the data set that it has learned is not there any more.
    """
    is_on_hidden_map = query.within is not None and query.within.map_name == HIDDEN
    if query.by == HIDDEN or is_on_hidden_map:
        raise QueryError("Of the drawn set no activations are computed; compare by pixels.")
    if not query.run:
        return None
    run = lab.run(query.run)
    if not reads_digits(lab, run):
        raise QueryError("{run} reads no digits in MNIST's form; choose another run.", run=run.name)
    return run


def newest_readers(lab: Lab, limit: int) -> list[Run]:
    """Those of the newest runs with a model that read digits.

    Args:
        lab: Where the runs are.
        limit: So many runs are looked at.
    """
    return [run for run in lab.runs(RunQuery(has_model=True, limit=limit)) if reads_digits(lab, run)]
