"""The command about images: `digit-lab images`, in the grammar of Explore's address."""

import inspect
import json
import math
from collections.abc import Collection
from typing import Annotated, Any, Final

import numpy as np
import typer

from core.catalog.columns import BY_NAME, COLUMNS, Column
from core.catalog.query import Query, read_query
from core.catalog.run_columns import run_columns
from core.catalog.selection import select
from core.catalog.table import UNKNOWN, Table
from core.cli.app import Json, app, open_trainer, or_fail, usage_errors
from core.data.datasets import DEFAULT_DATASET, find_dataset
from core.drawn_runs import run_of_query
from core.drawn_set import DRAWN_SPLIT, is_drawn
from core.embeddings import kept_embedding
from core.image_table import compared, image_table, mnist_table, table_of_run
from core.text import counted

LINES: Final = 20
"""Images that are printed as lines unless one says how many; a JSON document holds all."""

_FIRST: Final = ("split", "index", "digit")
"""What is said of each image, whatever was asked."""


def images(
    sort: Annotated[str, typer.Option(help="Column to sort by; -COLUMN sorts downwards.")] = "",
    run: Annotated[str, typer.Option(help="Id of the run whose columns are asked for.")] = "",
    example: Annotated[
        str, typer.Option(help="Image that the distance is measured from: its split and index, as test:17.")
    ] = "",
    by: Annotated[
        str, typer.Option(metavar="WHAT", help="What the distance is of: pixels, or hidden, see --run.")
    ] = "",
    within: Annotated[
        str, typer.Option(metavar="REGION", help="Polygon on a map, such as 'umap:0,0;999,0;0,999'.")
    ] = "",
    dataset: Annotated[str, typer.Option(help="Name of the data set.")] = DEFAULT_DATASET,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"Print at most so many images; {LINES} unless --json.")
    ] = None,
    as_json: Json = False,
    **filters: str,
) -> None:
    """List images of a data set by what is known of them; filters are values (4,9) or ranges (0.1..0.3)."""
    with usage_errors():
        own = {"sort": sort, "run": run, "example": example, "by": by, "within": within}
        query = read_query({**filters, **own})
        table = _table(query, dataset)
        found = select(query, table)
    shown = found[: limit if limit is not None or as_json else LINES]
    rows = [_row(table, int(position), query.columns) for position in shown]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "images": rows}))
        return
    typer.echo(counted(len(found), "image"))
    for row in rows:
        typer.echo("  ".join(f"{name} {_word(value)}" for name, value in row.items()))
    if len(rows) < len(found):
        typer.echo(f"… and {len(found) - len(rows):,} more; --limit says how many to print.")


def _table(query: Query, dataset_name: str) -> Table:
    """The table that a query is about; a run says of which data set."""
    if is_drawn(dataset_name):
        return _drawn_table(query, dataset_name)
    if query.run:
        return _table_of_run(query)
    if dataset_name == DEFAULT_DATASET:  # needs no data folder
        return compared(query, or_fail(mnist_table), find_dataset(DEFAULT_DATASET))
    lab = open_trainer().lab
    name = or_fail(lambda: lab.datasets.resolve(dataset_name))
    return compared(query, or_fail(lambda: image_table(lab, name)), lab.datasets.find(name))


def _drawn_table(query: Query, name: str) -> Table:
    """The table of the drawn set, with what a run says of it if the query names one that reads digits."""
    lab = open_trainer().lab
    dataset = or_fail(lambda: lab.datasets.find(name))
    table = image_table(lab, dataset.name)
    if (run := or_fail(lambda: run_of_query(lab, query))) is not None:
        said = or_fail(lambda: lab.predictor(run)).probabilities(dataset.split(DRAWN_SPLIT).images)
        table = table.with_columns(run_columns(table, {DRAWN_SPLIT: said}))
    return compared(query, table, dataset)


def _table_of_run(query: Query) -> Table:
    """The table of the data set that the run has learned."""
    lab = open_trainer().lab
    chosen = lab.run(query.run)
    dataset = or_fail(lambda: lab.dataset_of(chosen))
    embedding = or_fail(lambda: kept_embedding(lab, chosen)) if query.needs_hidden_layer else None
    if query.needs_run or embedding is not None:
        splits = query.splits if query.needs_run else ()
        table = or_fail(lambda: table_of_run(lab, chosen, splits, embedding))
    else:
        table = or_fail(lambda: image_table(lab, dataset.name))
    return compared(query, table, dataset, embedding)


def _row(table: Table, position: int, columns: Collection[str]) -> dict[str, Any]:
    """An image for JSON."""
    return {
        name: _value(table, name, table.values[name][position])
        for name in [*_FIRST, *(each for each in columns if each not in _FIRST)]
    }


def _value(table: Table, name: str, value: np.generic) -> str | int | float | bool | None:
    """A figure for JSON, which has no NaN: None stands for what is not known."""
    number: int | float = value.item()
    if (BY_NAME[name].kind == "category" and number == UNKNOWN) or math.isnan(number):
        return None
    if name == "split":
        return table.names[name][int(number)]
    if name == "correct":
        return bool(number)
    return round(number, 6) if BY_NAME[name].kind == "number" else int(number)


def _word(value: object) -> str:
    return "–" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def _filter_option(column: Column) -> inspect.Parameter:
    """The option of a column, as it is described there; with dashes too, as options are written."""
    names = dict.fromkeys((f"--{column.name}", f"--{column.name.replace('_', '-')}"))
    option = typer.Option(*names, metavar="FILTER", help=column.help, show_default=False)
    return inspect.Parameter(
        column.name, inspect.Parameter.KEYWORD_ONLY, default="", annotation=Annotated[str, option]
    )


def _command(function: Any) -> Any:
    """The function as a command with an option for each column."""
    own = inspect.signature(function)
    *others, _ = own.parameters.values()
    filters = [_filter_option(column) for column in COLUMNS]
    function.__signature__ = own.replace(parameters=[*others, *filters])
    return function


app.command()(_command(images))
