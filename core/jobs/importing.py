"""The job `Import`: a data set of files that somebody sent."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from core.catalog.image_columns import image_columns
from core.catalog.neighbours import compare_images
from core.catalog.positions import pca_positions
from core.data.dataset import SPLITS
from core.data.dataset_file import read_dataset, with_computed, write_dataset
from core.data_import.assembly import assemble
from core.data_import.upload import read_items, unpack_upload
from core.jobs.listener import JobCancelled, JobListener
from core.jobs.results import Imported
from core.jobs.specs import Import

PCA: Final = "position_pca"
"""What the map by PCA is called among the computed arrays."""

PAIRS: Final = "pairs_"
"""How the names of the nearest pairs begin there; the others are columns of the catalogue."""

_USUAL_COUNT: Final = 70_000
"""How many pictures a file has is known at its end, so the progress counts as if they were that many."""

_READ: Final = 0.2
_COMPARED: Final = 0.6
_MEASURED: Final = 0.95
"""How much is done once the pictures are read, are compared, and have their columns."""


def import_dataset(job: Import, upload: bytes, listener: JobListener) -> Imported:
    """Reads every picture, and computes what Explore shows of the images.

    Raises:
        ImportRefused: If the files are no data set.
        JobCancelled: If the listener stops it.
    """

    def tell(share: float) -> None:
        if listener.stopping():
            raise JobCancelled
        listener.progress(share)

    with TemporaryDirectory() as folder:
        items = read_items(unpack_upload(upload, Path(folder)))
        made = assemble(
            items,
            job.method,
            job.class_names,
            lambda count: tell(_READ * count / (count + _USUAL_COUNT / 2)),
        )
    tell(_READ)
    file = write_dataset(made.images, made.labels, made.splits, made.index, made.classes)
    dataset = read_dataset(file, job.dataset, job.title)
    comparison = compare_images(dataset, lambda share: tell(_READ + share * (_COMPARED - _READ)))
    columns = image_columns(
        dataset, comparison.neighbours, lambda share: tell(_COMPARED + share * (_MEASURED - _COMPARED))
    )
    tell(_MEASURED)
    pairs = {PAIRS + name: each.astype(np.int32) for name, each in comparison.pairs.items()}
    file = with_computed(file, {**columns, **pairs, PCA: pca_positions(dataset)})
    counts = tuple(len(dataset.split(name).labels) for name in SPLITS)
    return Imported(file, made.classes, counts)
