"""The images that a query finds, in its order, and what a grid says of a part of them."""

from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from core.catalog.query import Query
from core.catalog.query_error import QueryError
from core.catalog.table import Table
from core.data.dataset import SPLITS, Dataset
from core.drawn_runs import run_of_query
from core.drawn_set import is_drawn
from core.runs.run import Run
from dashboard.toolkit.caches import (
    drawn_table_of,
    kept_table_of,
    selected_rows,
    table_named,
    table_with_distances,
)
from dashboard.toolkit.components.sprite_grid import PART, GridPart
from dashboard.toolkit.image_grid import grid_part
from dashboard.toolkit.measures import words_of
from dashboard.toolkit.state import lab
from dashboard.toolkit.tints import colours_of

COLOUR = "colour"
"""What an address calls the column whose values colour the grid."""


@dataclass(frozen=True, eq=False)
class FoundImages:
    """The images of a query.

    Attributes:
        dataset: What they are of.
        query: What was asked for.
        table: What is known of all images.
        rows: (n,) those that the query finds, in its order; see `Dataset.first_row`.
        colour: The column whose values colour the grid; empty for none.
    """

    dataset: Dataset
    query: Query
    table: Table
    rows: NDArray[np.int64]
    colour: str = ""

    def part_from(self, start: int) -> GridPart:
        """What is said of up to `PART` images from a place on."""
        return self.part_of(self.rows[start : start + PART])

    def part_of(self, rows: NDArray[np.int64]) -> GridPart:
        """What is said of some of the images, up to `PART`."""
        return grid_part(
            self.dataset,
            rows,
            captions=self.words_of(self.query.sort.column, rows) if self.query.sort else None,
            colours=colours_of(self.table, self.colour, rows) if self.colour else None,
            has_split=len(self.query.splits) > 1,
        )

    def words_of(self, column: str, rows: NDArray[np.int64]) -> list[str]:
        """The values of a column in some rows, as words."""
        return words_of(self.table, column, self.table.values[column][rows])

    @property
    def first_rows(self) -> dict[str, int]:
        """The first row of each split, if there are images of several; else empty."""
        splits = SPLITS if len(self.query.splits) > 1 else ()
        return {name: self.dataset.first_row(name) for name in splits}

    @property
    def source(self) -> str:
        """Where a browser finds the parts; see `found_part`."""
        return f"/images/{self.dataset.name}/found?{self._parameters}"

    @property
    def groups_source(self) -> str:
        """Where a browser finds the colours of a map's points; see `map_groups`."""
        return f"/images/{self.dataset.name}/groups?{self._parameters}"

    @property
    def _parameters(self) -> str:
        parameters = self.query.parameters() | ({COLOUR: self.colour} if self.colour else {})
        return urlencode(parameters, safe=",.")

    def file_link(self, kind: str, **more: str) -> str:
        """Where the file is, see `found_file`; from a page on, as a proxy may hide a part of the path."""
        parameters = self.query.parameters() | more
        return f"images/{self.dataset.name}/found.{kind}?{urlencode(parameters, safe=',.')}"


def table_for(dataset: Dataset, query: Query) -> Table:
    """The table with every column that a query can mention.

    Raises:
        QueryError: If the data set does not have the example, the run has learned another one, or its
            activations are not computed yet.
        UnknownRunError: If there is no such run.
        NoModelError: If the run has no model (yet).
        UnknownDatasetError: If the data set that it has learned is not there any more.
        DamagedFileError: If a file of the run is not the one that the lab wrote.
    """
    if is_drawn(dataset.name):
        table = _drawn_table(dataset, query)
    else:
        table = kept_table_of(_run_of(dataset, query.run)) if query.run else table_named(dataset.name)
    return table_with_distances(dataset.name, table, query) if query.example else table


def _drawn_table(dataset: Dataset, query: Query) -> Table:
    """The table of the drawn set, which any run can be asked about that reads digits."""
    run = run_of_query(lab(), query)
    return table_named(dataset.name) if run is None else drawn_table_of(run, dataset)


def _run_of(dataset: Dataset, run_id: str) -> Run:
    """The run with this id, which has learned the data set."""
    run = lab().run(run_id)
    if run.manifest.dataset != dataset.name:
        raise QueryError(
            "{run} learned another data set than {title}; choose that, or another run.",
            run=run.name, title=dataset.title,
        )  # fmt: skip
    return run


def find_images(dataset: Dataset, query: Query, table: Table, colour: str = "") -> FoundImages:
    """The images of a query.

    Raises:
        QueryError: If a category has no such name.
    """
    return FoundImages(dataset, query, table, selected_rows(query, table), colour)
