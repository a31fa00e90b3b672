"""Which images, in which order: a value that turns into the parameters of an address and back.

The grammar: a column's name with the values that it may have, `digit=4,9`, or with a range that holds its
ends, `ink=0.1..0.3`, `ink=0.1..`, `ink=..0.3`; a list of numbers may hold ranges, `index=3,17,20..40`, and
that of `index` splits, each for what follows it, `index=train:3,17,test:5..9`; `split=all` for every split;
`within=umap:120,340;300,340;210,500`, a polygon on a map; `sort=ink`, or downwards `sort=-ink`; `run=ID` for
the columns of a run; `example=test,17`, a split and index, for the distance from that image, `by=hidden` by
the last hidden layer of the run instead of by pixels.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.catalog.columns import BY_NAME, COLUMNS, Column
from core.catalog.example import Example, read_example
from core.catalog.image_name import ALL, split_in_front
from core.catalog.positions import HIDDEN
from core.catalog.query_error import QueryError
from core.catalog.region import Region, read_region
from core.data.dataset import SPLITS

LONGEST: Final = 4_000
"""Characters of a filter; with its commas encoded it is an address that proxies take, up to 8 KB."""


@dataclass(frozen=True)
class OneOf:
    """The column has one of these values, as they are written; of numbers see `number_ranges.py`.

    Of the column `split` they are names of splits, and all of them where the grammar writes `ALL`.
    """

    column: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        """As the grammar writes it."""
        return ALL if self.column == "split" and set(self.values) == set(SPLITS) else ",".join(self.values)


@dataclass(frozen=True)
class Between:
    """The column's value lies in a range that holds both of its ends; None is an end that is open."""

    column: str
    low: float | None
    high: float | None

    def __str__(self) -> str:
        """As the grammar writes it."""
        return f"{_number_text(self.low)}..{_number_text(self.high)}"


Filter = OneOf | Between


@dataclass(frozen=True)
class Sort:
    """The order of a column's values; images without a value come last, ties by split, then index."""

    column: str
    is_descending: bool = False

    def __str__(self) -> str:
        """As the grammar writes it."""
        return f"-{self.column}" if self.is_descending else self.column


@dataclass(frozen=True)
class Query:
    """Images of a data set.

    Attributes:
        filters: All of them hold for an image; at most one a column.
        sort: The order; None for that of splits and files.
        run: The id of the run that the columns of a run are about; empty for none.
        example: The image that the column of distances is about; None for none.
        within: The region of a map that the images lie in; None for anywhere.
        by: What the distances are of: `HIDDEN` for the last hidden layer of the run, empty for the pixels.
    """

    filters: tuple[Filter, ...] = ()
    sort: Sort | None = None
    run: str = ""
    example: Example | None = None
    within: Region | None = None
    by: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns that the query mentions, in the order of `COLUMNS`."""
        mentioned = {each.column for each in self.filters}
        if self.sort:
            mentioned.add(self.sort.column)
        return tuple(column.name for column in COLUMNS if column.name in mentioned)

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits whose images the query can find, in the order of `SPLITS`."""
        asked = self.filter_of("split")
        return tuple(name for name in SPLITS if not isinstance(asked, OneOf) or name in asked.values)

    @property
    def needs_run(self) -> bool:
        """Whether a column of a run is among them."""
        return any(BY_NAME[name].of_run for name in self.columns)

    @property
    def needs_hidden_layer(self) -> bool:
        """Whether it asks for the map or the distances of the last hidden layer of a run."""
        return self.by == HIDDEN or (self.within is not None and self.within.map_name == HIDDEN)

    @property
    def needs_example(self) -> bool:
        """Whether the column of distances is among them."""
        return any(BY_NAME[name].of_example for name in self.columns)

    def filter_of(self, column: str) -> Filter | None:
        """The filter of a column, if it has one."""
        return next((each for each in self.filters if each.column == column), None)

    def parameters(self) -> dict[str, str]:
        """The query as parameters of an address, in the order of `COLUMNS`."""
        found = {column.name: self.filter_of(column.name) for column in COLUMNS}
        written = {name: str(each) for name, each in found.items() if each is not None}
        return (
            written
            | ({"within": str(self.within)} if self.within else {})
            | ({"sort": str(self.sort)} if self.sort else {})
            | ({"run": self.run} if self.run else {})
            | ({"example": str(self.example)} if self.example else {})
            | ({"by": self.by} if self.by else {})
        )


def read_query(parameters: Mapping[str, str]) -> Query:
    """The query of an address; parameters of other names are none of its business.

    Raises:
        QueryError: If one of the query's parameters does not follow the grammar, or a column is mentioned
            that needs a run or an example, and there is none.
    """
    filters = tuple(
        _read_filter(column, parameters[column.name]) for column in COLUMNS if parameters.get(column.name)
    )
    written = parameters.get("sort", "")
    example = parameters.get("example", "")
    query = Query(
        filters,
        _read_sort(written) if written else None,
        parameters.get("run", ""),
        read_example(example) if example else None,
        _read_within(parameters.get("within", "")),
        _read_by(parameters.get("by", "")),
    )
    _require_what_is_needed(query)
    return query


def _require_what_is_needed(query: Query) -> None:
    if query.needs_run and not query.run:
        raise QueryError(
            "{column} is about what a run predicts; choose a run.",
            column=next(name for name in query.columns if BY_NAME[name].of_run),
        )
    if query.needs_example and query.example is None:
        raise QueryError("distance is measured from an image; write which, such as example=test,17.")
    if query.needs_hidden_layer and not query.run:
        raise QueryError("hidden is the last hidden layer of a run; choose a run.")


def _read_by(written: str) -> str:
    if written not in ("", "pixels", HIDDEN):
        raise QueryError(
            "by={written} is nothing to compare by; write pixels or hidden.", written=written[:40]
        )
    return "" if written == "pixels" else written


def _read_within(written: str) -> Region | None:
    if len(written) > LONGEST:
        raise QueryError("The filter {column} is too long.", column="within")
    return read_region(written) if written else None


def _read_sort(written: str) -> Sort:
    name = written.removeprefix("-")
    if name not in BY_NAME:
        raise QueryError(
            "There is no column {column} to sort by; there is {known}.",
            column=repr(name[:40]), known=", ".join(BY_NAME),
        )  # fmt: skip
    return Sort(name, written.startswith("-"))


def _read_filter(column: Column, written: str) -> Filter:
    if len(written) > LONGEST:
        raise QueryError("The filter of {column} is too long.", column=column.name)
    if column.kind != "category" and ".." in written and not {",", ":"} & set(written):
        return _read_range(column, written)
    values = tuple(part.strip() for part in written.split(","))
    if not all(values):
        raise QueryError(
            "{column}={written} misses a value; write values with a comma between each two.",
            column=column.name, written=written[:40],
        )  # fmt: skip
    if column.kind != "category":
        values = tuple(_read_part(column, each) for each in values)
    if column.name == "split" and ALL in values:
        values = SPLITS
    return OneOf(column.name, values)


def _read_part(column: Column, written: str) -> str:
    split, number = split_in_front(written) if column.name == "index" else ("", written)
    return split + str(
        _read_range(column, number) if ".." in number else _number_text(_read_number(column, number))
    )


def _read_range(column: Column, written: str) -> Between:
    low, high = (
        _read_number(column, part) if part.strip() else None for part in written.split("..", maxsplit=1)
    )
    if low is not None and high is not None and low > high:
        raise QueryError(
            "{column}={written} holds nothing; write the lower end first.",
            column=column.name, written=written[:40],
        )  # fmt: skip
    return Between(column.name, low, high)


def _read_number(column: Column, written: str) -> float:
    try:
        number = float(written)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise QueryError(
            "{column} is a number; {written} is none. Write one, a list such as 1,2 or a range such as 1..2.",
            column=column.name, written=repr(written[:40]),
        )  # fmt: skip
    return number


def _number_text(number: float | None) -> str:
    return "" if number is None else f"{number:.12g}"
