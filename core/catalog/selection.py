"""The images that a query asks for."""

from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from core.catalog.columns import BY_NAME
from core.catalog.image_name import ALL
from core.catalog.number_ranges import by_split, lies_in, ranges_of
from core.catalog.positions import HIDDEN, Positions
from core.catalog.query import Between, Filter, OneOf, Query
from core.catalog.query_error import NotComputedYetError, QueryError
from core.catalog.region import Region
from core.catalog.table import UNKNOWN, Table


def select(query: Query, table: Table) -> NDArray[np.int64]:
    """The positions of the images, in the query's order.

    Args:
        query: Filters and order.
        table: With every column that the query mentions.

    Returns:
        (m,) int64, rows of the table.

    Raises:
        QueryError: If a category has no such name, or the data set no such map.
    """
    check_columns(query, table)
    holds = np.ones(len(table), np.bool_)
    for each in query.filters:
        holds &= _holds(each, table)
    if query.within is not None:
        holds &= query.within.holds(_positions(query.within, table))
    found = np.flatnonzero(holds)
    if query.sort is None:
        return found
    values = table.values[query.sort.column][found].astype(np.float64)
    values[_is_unknown(query.sort.column, values)] = np.nan
    if query.sort.is_descending:
        values = -values
    ties = table.values["index"][found], table.values["split"][found]  # the last is the first to decide
    return found[np.lexsort((*ties, values))]  # NaN comes last


def check(query: Query, table: Table) -> None:
    """Refuses a query that `select` would refuse, without looking for the images.

    Raises:
        QueryError: If a category has no such name, or the data set no such map or column.
    """
    check_columns(query, table)
    for each in query.filters:
        if isinstance(each, OneOf) and each.column in table.names:
            _wanted(each, table)
    if query.within is not None:
        _positions(query.within, table)


def check_columns(query: Query, table: Table) -> None:
    """Refuses a query that is about a column which the data set does not have.

    Raises:
        QueryError: If that is so.
    """
    for name in query.columns:
        if name not in table.values:
            raise QueryError("{column} is not known of these images; leave it out.", column=name)


def _positions(region: Region, table: Table) -> Positions:
    if region.map_name not in table.positions:
        if region.map_name == HIDDEN:
            raise NotComputedYetError
        raise QueryError("There is no map {name} of these images.", name=region.map_name)
    return table.positions[region.map_name]


def _holds(condition: Filter, table: Table) -> NDArray[np.bool_]:
    values = table.values[condition.column]
    match condition:
        case OneOf(column=name) if name in table.names:
            return np.isin(values, _wanted(condition, table))
        case OneOf():
            return _is_listed(condition, table)
        case Between(low=low, high=high):
            holds = ~_is_unknown(condition.column, values)
            if low is not None:
                holds &= values >= np.float32(low)
            if high is not None:
                holds &= values <= np.float32(high)
            return holds
        case _:
            assert_never(condition)


def _is_listed(condition: OneOf, table: Table) -> NDArray[np.bool_]:
    values, holds = table.values[condition.column], np.zeros(len(table), np.bool_)
    for split, parts in by_split(condition.values).items():
        own = lies_in(values, ranges_of(parts))
        if split:
            own &= table.values["split"] == table.names["split"].index(split)
        holds |= own
    return holds


def _wanted(condition: OneOf, table: Table) -> NDArray[np.int8]:
    """The names of a category that a filter writes, as the column holds them."""
    names = table.names[condition.column]
    known = (*names, ALL) if condition.column == "split" else names
    for each in condition.values:
        if each not in names:
            raise QueryError(
                "{column} is never {written}; it is {known}.",
                column=condition.column, written=repr(each[:40]), known=" or ".join(known),
            )  # fmt: skip
    return np.array([names.index(each) for each in condition.values], np.int8)


def _is_unknown(column: str, values: NDArray[np.generic]) -> NDArray[np.bool_]:
    return np.asarray(values == UNKNOWN if BY_NAME[column].kind == "category" else np.isnan(values))
