"""The catalogue of a data set with what a run of a lab says of its images."""

from collections.abc import Collection, Mapping
from functools import cache, lru_cache

import numpy as np

from core.catalog.columns import BY_NAME
from core.catalog.pairs import Pairs
from core.catalog.positions import (
    HIDDEN,
    Positions,
    pixels_of,
    place,
    shipped_pca_placing,
    shipped_positions,
)
from core.catalog.query import Query
from core.catalog.query_error import NotComputedYetError
from core.catalog.run_columns import epoch_columns, run_columns
from core.catalog.search import with_distances
from core.catalog.shipped import shipped_columns, shipped_pairs
from core.catalog.table import Table, Values, table_of
from core.data.dataset import Dataset
from core.data.datasets import DEFAULT_DATASET, find_dataset
from core.dataset_library import MOST_LOADED, Loaded
from core.drawn_set import DrawnSet, is_drawn
from core.jobs.importing import PAIRS, PCA
from core.jobs.results import Embedding
from core.lab import Lab
from core.runs.artifacts import RunFolder
from core.runs.run import Run


@cache
def mnist_table() -> Table:
    """The bundled MNIST with the columns of its images, made once for the whole process.

    Raises:
        DamagedDataError: If the bundled file is missing or damaged.
    """
    return table_of(find_dataset(DEFAULT_DATASET), shipped_columns(), shipped_positions())


def image_table(lab: Lab, dataset_name: str) -> Table:
    """A data set of a lab with the columns of its images.

    Raises:
        UnknownDatasetError: If there is no data set of that name.
        DamagedDataError: If its file is missing or damaged.
    """
    if dataset_name == DEFAULT_DATASET:
        return mnist_table()
    if is_drawn(dataset_name):
        return _drawn(lab.datasets.drawn, lab.datasets.find(dataset_name))
    return _imported(lab.datasets.load(dataset_name))


@lru_cache(maxsize=2)
def _drawn(drawn: DrawnSet, dataset: Dataset) -> Table:
    """A state of the drawn set. On the map of MNIST no drawing moves when another one is added."""
    positions = place(pixels_of(dataset), shipped_pca_placing())
    return table_of(dataset, drawn.columns(dataset), {"pca": positions})


@lru_cache(maxsize=MOST_LOADED)
def _imported(loaded: Loaded) -> Table:
    columns: dict[str, Values] = {
        name: column.astype(np.float32, copy=False)
        for name, column in loaded.computed.items()
        if name in BY_NAME
    }
    positions: dict[str, Positions] = {"pca": loaded.computed[PCA].astype(np.uint16, copy=False)}
    return table_of(loaded.dataset, columns, positions)


def nearest_pairs(lab: Lab, dataset_name: str) -> Mapping[str, Pairs]:
    """The nearest pairs of images of a data set of a lab, by `pair_name`.

    Empty where they are not known: of a data set that was imported before imports computed them. Raises
    as `image_table`.
    """
    if dataset_name == DEFAULT_DATASET:
        return shipped_pairs()
    computed = lab.datasets.load(dataset_name).computed
    return {
        name.removeprefix(PAIRS): pairs.astype(np.int64)
        for name, pairs in computed.items()
        if name.startswith(PAIRS)
    }


def compared(query: Query, table: Table, dataset: Dataset, embedding: Embedding | None = None) -> Table:
    """A table of a data set with the distances from the example of a query, if it asks for them.

    Args:
        query: What names the example, and by what the images are compared.
        table: All images.
        dataset: What the table is of.
        embedding: What is kept of the last hidden layer of the query's run, if anything.

    Raises:
        QueryError: If there is no such image, or the run's activations are not computed yet.
    """
    if query.example is None or not query.needs_example:
        return table
    if query.by != HIDDEN:
        return with_distances(dataset, table, query.example)
    if embedding is None:
        raise NotComputedYetError
    return with_distances(dataset, table, query.example, embedding.components)


def table_of_run(lab: Lab, run: Run, splits: Collection[str], embedding: Embedding | None = None) -> Table:
    """The table with the columns of a run, and with its map if there is one.

    Args:
        lab: Where the run is.
        run: It has a model.
        splits: The splits that are asked for; what the model says of the images of others stays unknown.
            Where the lab has not kept it, the model is asked, which takes seconds for `train`.
        embedding: What is kept of its last hidden layer, if anything.

    Raises:
        NoModelError: If the run has no model (yet).
        DamagedFileError: If a file of the run is not the one that the lab wrote.
        UnknownDatasetError: If the data set that the run has learned is not there.
        DamagedDataError: If its file is missing or damaged.
    """
    table = image_table(lab, run.manifest.dataset)
    if embedding is not None:
        table = table.with_map(HIDDEN, embedding.positions)
    said = {split: lab.probabilities(run, split) for split in splits}
    by_epoch = RunFolder(lab.home, run.id).read_epoch_probabilities(run)
    watched = run.manifest.recipe.validation or ""
    return table.with_columns({**run_columns(table, said), **epoch_columns(table, watched, by_epoch)})
