"""The catalogue of a data set with what a run of a lab says of its images."""

from collections.abc import Collection
from functools import cache

from core.catalog.positions import shipped_positions
from core.catalog.query import Example
from core.catalog.run_columns import epoch_columns, run_columns
from core.catalog.search import with_distances
from core.catalog.shipped import shipped_columns
from core.catalog.table import Table, table_of
from core.data.datasets import DEFAULT_DATASET, find_dataset
from core.lab import Lab
from core.runs.artifacts import RunFolder
from core.runs.run import Run


@cache
def image_table(dataset_name: str = DEFAULT_DATASET) -> Table:
    """A data set with the columns of its images, made once for the whole process.

    Raises:
        UnknownDatasetError: If there is no data set of that name.
        DamagedDataError: If the bundled file is missing or damaged.
    """
    return table_of(find_dataset(dataset_name), shipped_columns(), shipped_positions())


def compared_with(example: Example, table: Table, dataset_name: str = DEFAULT_DATASET) -> Table:
    """A table of a data set with the distances from one of its images.

    Raises:
        QueryError: If there is no such image.
        UnknownDatasetError: If there is no data set of that name.
    """
    return with_distances(find_dataset(dataset_name), table, example)


def table_of_run(lab: Lab, run: Run, splits: Collection[str]) -> Table:
    """The table with the columns of a run.

    Args:
        lab: Where the run is.
        run: It has a model.
        splits: The splits that are asked for; what the model says of the images of others stays unknown.
            Where the lab has not kept it, the model is asked, which takes seconds for `train`.

    Raises:
        NoModelError: If the run has no model (yet).
        DamagedFileError: If a file of the run is not the one that the lab wrote.
        UnknownDatasetError: If the data set that the run has learned is not there.
        DamagedDataError: If the bundled file is missing or damaged.
    """
    table = image_table(run.manifest.dataset)
    said = {split: lab.probabilities(run, split) for split in splits}
    by_epoch = RunFolder(lab.home, run.id).read_epoch_probabilities(run)
    watched = run.manifest.recipe.validation or ""
    return table.with_columns({**run_columns(table, said), **epoch_columns(table, watched, by_epoch)})
