"""What a grid of images fetches as it scrolls: `/images/mnist/found?split=test&sort=-ink&from=400`."""

from dataclasses import asdict
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from core.catalog.query import read_query
from core.catalog.query_error import QueryError
from core.data.dataset import DamagedDataError
from core.data.datasets import UnknownDatasetError
from core.home import UnusableHomeError
from core.runs.run import NoModelError, UnknownRunError
from core.runs.whole_files import DamagedFileError
from core.text import whole_number
from dashboard.toolkit.caches import dataset_named
from dashboard.toolkit.components.sprite_grid import PART
from dashboard.toolkit.found_images import COLOUR, FoundImages, find_images, table_for

REFUSED: Final = (
    QueryError, UnknownDatasetError, DamagedDataError, UnknownRunError, NoModelError, DamagedFileError,
    UnusableHomeError,
)  # fmt: skip
"""What is wrong with a request, as the exceptions that say so."""


def found_part(request: Request) -> Response:
    """The route's answer: a `GridPart` as JSON, empty behind the last image.

    400 if the query, the colour or the place is none, 404 if its data set, run or model is not there.
    """
    start = whole_number(request.query_params.get("from", "0"))
    if start is None or start % PART:
        return PlainTextResponse(f"Write a multiple of {PART} for from.", 400)
    try:
        found = asked_images(request)
    except REFUSED as error:
        return refusal(error)
    return JSONResponse(asdict(found.part_from(start)), headers={"Cache-Control": "no-cache"})


def asked_images(request: Request) -> FoundImages:
    """The images that a request asks for.

    Raises:
        ExplainedError: One of `REFUSED`, if nobody can answer it.
    """
    dataset, query = dataset_named(request.path_params["dataset"]), read_query(request.query_params)
    table, colour = table_for(dataset, query), request.query_params.get(COLOUR, "")
    if colour and colour not in table.values:
        raise QueryError("There is no column {column} to colour by.", column=repr(colour[:40]))
    return find_images(dataset, query, table, colour)


def refusal(error: Exception) -> Response:
    """The answer to a request that nobody can answer."""
    return PlainTextResponse(str(error), 400 if isinstance(error, QueryError) else 404)
